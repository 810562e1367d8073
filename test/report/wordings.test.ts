// v_wordings: since when, and by whom, a message has the words that it has now.
import { expect, it } from 'vitest';
import { openFixture, type Tables } from './fixture.js';

type Row = Tables[string][number];
const STATE = 'urn:fleep:message:mk_message_state';

/** A version; each has the time of editing that is given as minutes after nine. */
const version = (flow_message_nr: number, minute: number | null, more: Row = {}): Row => ({
  conversation_id: 'c1',
  message_nr: 1,
  flow_message_nr,
  account_id: 'anna',
  mk_message_type: 'text',
  mk_message_state: `${STATE}:plain`,
  message: 'new words',
  text: 'new words',
  posted_time: '2024-01-01 09:00:00',
  edited_time: minute === null ? null : `2024-01-01 09:${minute}:00`,
  edit_account_id: minute === null ? null : `editor ${flow_message_nr}`,
  ...more,
});
const old = { message: 'old words', text: 'old words' };
const pinned = { is_pinned: true, mk_message_state: `${STATE}:pinned` };
const unpinned = { mk_message_state: `${STATE}:unpinned` };

/** What the view says of a message with these versions, the latest last; undefined when it has no row. */
async function wordingOf(...versions: Row[]): Promise<unknown> {
  const latest = versions.slice(-1);
  await using fixture = await openFixture('duckdb', { messages: latest, superseded_messages: versions.slice(0, -1) });
  const [row] = await fixture.database.rows(
    "SELECT strftime(worded_time, '%M') AS minute, worded_account_id AS editor, is_edited FROM v_wordings",
  );
  return row;
}

const edit = (editor: number, minute: number) => ({
  minute: String(minute),
  editor: `editor ${editor}`,
  is_edited: true,
});
const asPosted = { minute: null, editor: null, is_edited: false };

it('has no row for a message that was never changed, or was deleted', async () => {
  expect(await wordingOf(version(1, null))).toBeUndefined();
  expect(await wordingOf(version(1, null, old), version(2, 12, { is_deleted: true, message: '' }))).toBeUndefined();
});

it('takes the change that brought the words of now, and no later pin, unpin or task', async () => {
  expect(await wordingOf(version(1, null, old), version(2, 12))).toEqual(edit(2, 12));
  expect(await wordingOf(version(1, null, old), version(2, 12), version(3, 13, pinned))).toEqual(edit(2, 12));
  const toAndFro = [
    version(1, null, old),
    version(2, 12),
    version(3, 13, old),
    version(4, 14),
    version(5, 15, unpinned),
  ];
  expect(await wordingOf(...toAndFro)).toEqual(edit(4, 14));
});

it('knows that words are as posted where that version is held, or only a pin was seen', async () => {
  expect(await wordingOf(version(1, null), version(2, 12, pinned))).toEqual(asPosted);
  expect(await wordingOf(version(2, 12, pinned))).toMatchObject({ minute: '12', is_edited: false });
  expect(await wordingOf(version(2, 12, { task_state: 'done' }))).toMatchObject({ is_edited: false });
  expect(await wordingOf(version(2, 12, unpinned))).toMatchObject({ is_edited: false });
  expect(await wordingOf(version(2, 12))).toEqual(edit(2, 12));
});

it('counts a pin that came with other words, and another subject', async () => {
  expect(await wordingOf(version(1, null, old), version(2, 12, pinned))).toEqual(edit(2, 12));
  const mail = { mk_message_type: 'email', subject: 'Offer' };
  expect(await wordingOf(version(1, null, mail), version(2, 12, { ...mail, subject: 'Better offer' }))).toEqual(
    edit(2, 12),
  );
});

it('takes words in another shape, and the lack of a subject, for the same', async () => {
  const crawled = { message: '{"message":"<msg><p>new</p></msg>"}', mk_message_type: 'textV2', subject: '' };
  const exported = { message: '<msg><p>new</p></msg>', mk_message_type: 'text', subject: null };
  expect(await wordingOf(version(1, null, exported), version(2, 12, { ...crawled, ...pinned }))).toEqual(asPosted);
});
