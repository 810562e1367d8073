// The variants of a conversation header (fleep-wire.md 3.4) and the fields of 9.1.
import { describe, expect, it } from 'vitest';
import { archivist, author, left, message, plain, smallWorld, withWorld } from './small-world.js';
import { asRecord, type Json, recordsIn, signIn } from './walk.js';

const fullFields =
  `mk_rec_type mk_init_mode conversation_id creator_id profile_id topic topic_message_nr members leavers
guests admins passive pending teams label_ids default_members can_post join_message_nr begin_message_nr bw_message_nr
fw_message_nr last_message_nr show_message_nr send_message_nr inbox_message_nr read_message_nr read_inbox_nr
last_inbox_nr unread_count inbox_time last_message_time mk_alert_level mk_conv_type snooze_interval snooze_time is_init
is_full is_tiny is_muted is_automute is_list is_managed is_mark_unread is_premium has_done_notifications
has_email_subject has_pinboard has_task_archive has_taskboard organisation_id pin_cursor pin_sync_state autojoin_url
cmail export_files export_progress`.split(/\s+/);

const headerFrom = (method: string, body: Json = {}) =>
  withWorld(async (url) => asRecord((await (await signIn(url)).call(`${method}/${plain}`, body)).header));

it('an ic_full header has every field of an initial header', async () => {
  const header = await headerFrom('conversation/sync', { mk_direction: 'ic_full' });
  expect(Object.keys(header)).toEqual(expect.arrayContaining(fullFields));
  expect(header).toMatchObject({ is_init: true, is_full: true, is_tiny: false, mk_init_mode: 'ic_full' });
  expect(header).toMatchObject({ topic: 'Plain', profile_id: archivist, last_message_nr: 44, join_message_nr: 1 });
  expect(header).toMatchObject({ show_message_nr: 44, inbox_message_nr: 44, has_pinboard: true, has_taskboard: true });
  expect(header.file_horizon).toBe(42);
  expect(header.pin_horizon).toBe(26);
  expect(JSON.parse(String(header.pin_cursor))).toEqual({ conversation_id: plain, pin_weight: 12 });
});

it('no direction and no number means an initial sync', async () => {
  expect(await headerFrom('conversation/sync')).toMatchObject({ mk_init_mode: 'ic_full', fw_message_nr: 44 });
});

it.each([
  ['ic_header', []],
  ['ic_tiny', ['bw_message_nr', 'fw_message_nr']],
  ['ic_full', ['bw_message_nr', 'fw_message_nr']],
  ['ic_flow', ['bw_message_nr']],
  ['ic_end', ['bw_message_nr']],
  ['ic_backward', ['bw_message_nr']],
  ['backward', ['bw_message_nr']],
  ['ic_forward', ['fw_message_nr']],
  ['forward', ['fw_message_nr']],
  ['ic_files', []],
  ['ic_pinboard', []],
  ['ic_tasks', []],
])('%s carries %j', async (direction, cursors) => {
  const header = await headerFrom('conversation/sync', { mk_direction: direction, from_message_nr: 10 });
  expect(Object.keys(header).filter((name) => /^[bf]w_message_nr$/.test(name))).toEqual(cursors);
});

it('a delta header leaves out what did not change', async () => {
  const header = await headerFrom('conversation/sync_backward', { from_message_nr: 10 });
  expect(header).toMatchObject({ mk_rec_type: 'conv', last_message_nr: 44, unread_count: 0, label_ids: ['label-1'] });
  for (const name of ['topic', 'members', 'is_init', 'mk_init_mode', 'cmail', 'can_post', 'fw_message_nr']) {
    expect(header).not.toHaveProperty(name);
  }
});

it('what the world states of a left conversation is kept', async () => {
  const header = await withWorld(async (url) => {
    const client = await signIn(url);
    return asRecord((await client.call(`conversation/sync/${left}`, { mk_direction: 'ic_full' })).header);
  });
  expect(header).toMatchObject({ last_message_nr: 2, can_post: false, leavers: [archivist] });
});

describe('inbox numbers', () => {
  const conversation_id = '30000000-0000-4000-8000-000000000001';
  const history = (header: Json, messages: readonly Json[]): Json[] => [
    ...smallWorld.slice(0, 2),
    { mk_rec_type: 'conv', conversation_id, members: [archivist, author], ...header },
    ...messages,
  ];
  const headerOf = (records: Json[]) =>
    withWorld(
      async (url) => {
        const client = await signIn(url);
        return asRecord((await client.call(`conversation/sync/${conversation_id}`)).header);
      },
      { records },
    );
  const later = [101, 102, 103, 104].map((number) => message(conversation_id, number, { inbox_nr: number + 400 }));
  const added = message(conversation_id, 105, { mk_message_type: 'add', message: '{}' });

  it('are those of a history that begins later, not a count of it', async () => {
    expect(await headerOf(history({ read_message_nr: 102 }, [...later, added]))).toMatchObject({
      last_inbox_nr: 504,
      read_inbox_nr: 502,
      unread_count: 2,
      inbox_message_nr: 103,
    });
  });

  it('begin before its first message for who has read less than that', async () => {
    const ahead = message(conversation_id, 100, { mk_message_type: 'add', message: '{}', inbox_nr: -500 });
    for (const messages of [later, [ahead, ...later]]) {
      expect(await headerOf(history({ read_message_nr: 50 }, messages))).toMatchObject({
        read_inbox_nr: 500,
        unread_count: 4,
      });
    }
  });

  it('go on from the last one, or from what the header states', async () => {
    const nextOf = (header: Json) =>
      withWorld(
        async (url) => {
          const client = await signIn(url);
          const sent = await client.call(`message/send/${conversation_id}`, { message: 'next' });
          const [posted] = recordsIn(sent.stream);
          return [posted?.inbox_nr, asRecord(sent.header).last_inbox_nr, asRecord(sent.header).unread_count];
        },
        { records: history(header, [...later, added]) },
      );
    expect(await nextOf({})).toEqual([505, 505, 0]);
    expect(await nextOf({ last_inbox_nr: 700 })).toEqual([701, 701, 0]);
  });

  it('are found however far apart the messages are', async () => {
    const far = [1, 2, 9_000_000_000_000].map((number) => message(conversation_id, number));
    expect(await headerOf(history({ read_message_nr: 2 }, far))).toMatchObject({
      read_inbox_nr: 2,
      unread_count: 1,
      inbox_message_nr: 9_000_000_000_000,
    });
    expect(await headerOf(history({ read_message_nr: 8_999_999_999_999 }, far))).toMatchObject({ read_inbox_nr: 2 });
  });
});
