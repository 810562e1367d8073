// Which versions of a message a world gets from an archive, in which order, and that what came whole stays as it came.
import { expect, test } from 'vitest';
import { MessageVersions } from '../../../src/emulator/replay/message-versions.js';

type Fields = Readonly<Record<string, unknown>>;

const text = (message_nr: number, fields: Fields = {}): string =>
  JSON.stringify({ mk_rec_type: 'message', conversation_id: 'c', message_nr, mk_message_type: 'text', ...fields });

function flowOf(...texts: readonly string[]): readonly string[] {
  const versions = new MessageVersions();
  for (const one of texts) {
    const record = JSON.parse(one);
    versions.add(Number(record.message_nr), record, one);
  }
  return versions.inFlowOrder();
}

const parsed = (texts: readonly string[]): Fields[] => texts.map((one) => JSON.parse(one));

test('messages come by number, whatever the order in which they were fetched', () => {
  const [one, two, three] = [text(1), text(2), text(3)];
  expect(flowOf(three, one, two)).toEqual([one, two, three]);
});

test('an edit comes where its event is, after everything that was said before it', () => {
  const [first, second] = [text(1), text(2)];
  const edit = text(1, { flow_message_nr: 3, message: 'new' });
  expect(flowOf(edit, second, first)).toEqual([first, second, edit]);
});

test('what comes twice is one version', () => {
  expect(flowOf(text(1), text(1), text(1))).toHaveLength(1);
  const edit = text(1, { flow_message_nr: 2, message: 'new' });
  expect(flowOf(text(1), edit, text(1), edit)).toEqual([text(1), edit]);
});

test('what differs in nothing that makes a version is the one that came first', () => {
  const first = text(1, { prev_message_nr: 0 });
  expect(flowOf(first, text(1, { prev_message_nr: 7 }))).toEqual([first]);
  for (const change of [{ message: 'x' }, { tags: ['pin'] }, { reactions: { like: ['a'] } }, { pin_weight: 3 }]) {
    expect(flowOf(first, text(1, change))).toHaveLength(2);
  }
});

test('of one event the version that was edited later is the later one, else the one that came later', () => {
  const plain = text(1, { flow_message_nr: 5 });
  const early = text(1, { flow_message_nr: 5, edited_time: 10 });
  const late = text(1, { flow_message_nr: 5, edited_time: 20 });
  expect(flowOf(late, early, plain)).toEqual([plain, early, late]);
  const [a, b] = [text(1, { message: 'a' }), text(1, { message: 'b' })];
  expect(flowOf(a, b)).toEqual([a, b]);
  expect(flowOf(b, a)).toEqual([b, a]);
});

test('a flow number written as a text counts', () => {
  const edit = text(1, { flow_message_nr: '9', message: 'new' });
  expect(flowOf(edit, text(8), text(1))).toEqual([text(1), text(8), edit]);
});

test('the bytes of a version are not touched', () => {
  const odd = '{"message_nr" : 1,"mk_message_type":"text", "n":1.0e2,"n":123456789012345678901,"s":"\\ud800\\/"}';
  expect(flowOf(odd)).toEqual([odd]);
  expect(flowOf(odd, text(1, { flow_message_nr: 2 }))[0]).toBe(odd);
});

test('a record of some fields is laid over the newest version; one that came before it is older than it', () => {
  const fragment = JSON.stringify({ mk_rec_type: 'message', conversation_id: 'c', message_nr: 1, task_weight: 8 });
  const base = text(1, { message: 'said', task_weight: 1 });
  const edit = text(1, { message: 'edited', task_weight: 1, flow_message_nr: 4 });
  const said = (...texts: readonly string[]) =>
    parsed(flowOf(...texts)).map(({ message, task_weight }) => `${message} ${task_weight}`);
  expect(said(base, edit, fragment)).toEqual(['said 1', 'edited 1', 'edited 8']);
  expect(said(fragment, edit, base)).toEqual(['said 1', 'edited 8', 'edited 1']);
});

test('a record of some fields and no number is laid over the newest version that came before it', () => {
  const part = JSON.stringify({ message_nr: 1, pin_weight: 7 });
  const [one, two] = [5, 9].map((nr) => text(1, { flow_message_nr: nr, message: `edit ${nr}` }));
  const flow = parsed(flowOf(one ?? '', part, two ?? ''));
  expect(flow.map(({ message, pin_weight }) => [message, pin_weight])).toEqual([
    ['edit 5', undefined],
    ['edit 5', 7],
    ['edit 9', undefined],
  ]);
});

test('a record of some fields that changes nothing makes no version', () => {
  const lock = JSON.stringify({ mk_rec_type: 'message', conversation_id: 'c', message_nr: 1, lock_account_id: 'a' });
  expect(flowOf(text(1), lock)).toEqual([text(1)]);
});

test('records of some fields alone are all that is known of their message', () => {
  const fragment = (task_weight: number) => JSON.stringify({ message_nr: 1, task_weight });
  expect(flowOf(fragment(1), fragment(2))).toEqual([fragment(1), fragment(2)]);
});

test('what a record of a known version says more completes it', () => {
  const first = text(1, { sender_name: null });
  const more = text(1, { sender_name: 'Helmo', flow_message_nr: 1, prev_message_nr: 0 });
  const whole = { ...JSON.parse(first), sender_name: 'Helmo', flow_message_nr: 1, prev_message_nr: 0 };
  expect(parsed(flowOf(first, more, text(1, { sender_name: 'Other' })))).toEqual([whole]);
});

test('what is said again after something else under the same number is the latest, once', () => {
  const liked = text(1, { reactions: { like: ['a'] } });
  expect(flowOf(text(1), liked, text(1))).toEqual([liked, text(1)]);
  expect(flowOf(text(1), liked, text(1), liked)).toEqual([text(1), liked]);
});

test('a part of a message lies over the newest version that its number does not precede, and a null takes away', () => {
  const fragment = (fields: Fields) => JSON.stringify({ message_nr: 1, ...fields });
  const flow = parsed(
    flowOf(
      text(1, { message: 'said', section_id: 's', sender_name: 'Helmo' }),
      text(1, { message: 'edited', flow_message_nr: 5, section_id: 's' }),
      fragment({ flow_message_nr: 3, section_id: null, sender_name: null }),
      fragment({ flow_message_nr: 4, task_weight: 7 }),
      fragment({ flow_message_nr: 6, task_weight: 8, mk_message_type: null, section_id: null }),
    ),
  );
  expect(flow.map((one) => [one.message, one.section_id, one.task_weight, one.sender_name])).toEqual([
    ['said', 's', undefined, 'Helmo'],
    ['said', null, undefined, 'Helmo'],
    ['said', null, 7, 'Helmo'],
    ['edited', 's', undefined, undefined],
    ['edited', 's', 8, undefined],
  ]);
});

test('a number that is written as a text is the same number', () => {
  const number = text(1, { pin_weight: 1500, edited_time: 7 });
  expect(flowOf(number, text(1, { pin_weight: '1500', edited_time: '7' }))).toEqual([number]);
});

test('what an import says of one event is older than what a crawl says, and no version where it says the same', () => {
  const crawled = text(1, { message: '<msg><p>new</p></msg>', sender_name: 'Helmo' });
  const other = text(1, { message: '<msg><p>old</p></msg>' });
  const inOtherWords = text(1, {
    mk_message_type: 'textV2',
    message: JSON.stringify({ message: '<msg><p>new</p></msg>' }),
    edited_time: 9,
  });
  const versions = new MessageVersions();
  for (const [one, isImported] of [
    [crawled, false],
    [other, true],
    [inOtherWords, true],
  ] as const)
    versions.add(1, JSON.parse(one), one, isImported);
  expect(parsed(versions.inFlowOrder())).toEqual([JSON.parse(other), { ...JSON.parse(crawled), edited_time: 9 }]);
});

test('a deletion without a number of its own is the latest version where it is later than every edit', () => {
  const edit = text(1, { flow_message_nr: 3, edited_time: 10, message: 'new' });
  const deletion = (edited_time: number) => text(1, { edited_time, message: '', tags: ['is_deleted'] });
  for (const time of [10, 20])
    expect(flowOf(deletion(time), text(2), edit, text(1))).toEqual([text(1), text(2), edit, deletion(time)]);
  expect(flowOf(deletion(9), edit)).toEqual([deletion(9), edit]);
});
