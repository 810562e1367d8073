// api --paginate against the practice server, to the end of every kind of list; and against servers whose lists have no end.
import { describe, expect, it } from 'vitest';
import type { ApiOptions } from '../../src/commands/api.js';
import { syntheticWorld } from '../../src/emulator/index.js';
import { late, plain, sectionId, withWorld } from '../emulator/small-world.js';
import { type Script, scriptedServer, sendJson } from '../support/scripted-server.js';
import { api, type Run } from './run-api.js';

describe('--paginate', () => {
  const numbers = (run: Run): number[] =>
    run.answers
      .flatMap(({ stream }) => (Array.isArray(stream) ? stream : []))
      .filter(({ mk_rec_type }) => mk_rec_type === 'message')
      .map(({ message_nr }) => message_nr);

  it('reads conversation/list to the empty list', async () => {
    await withWorld(
      async (url) => {
        const { answers, code } = await api(url, 'getAllConversation', { paginate: true });
        expect(answers).toHaveLength(4);
        expect(answers.at(-1)).toMatchObject({ conversations: [] });
        const ids = answers.flatMap((one) => (Array.isArray(one.conversations) ? one.conversations : []));
        expect(new Set(ids.map(({ conversation_id }) => conversation_id)).size).toBe(45);
        expect(code).toBe(0);
      },
      { world: syntheticWorld({ messages: 90, conversations: 45, seed: 1 }) },
    );
  });

  it('reads a flow forward to its last message and backward to the first that may be seen', async () => {
    await withWorld(async (url) => {
      const forward = await api(url, 'conversation/sync', { id: plain, param: ['from_message_nr=1'], paginate: true });
      const backward = await api(url, 'conversation/sync_backward', { id: plain, paginate: true });
      expect(forward.answers.length).toBeGreaterThan(3);
      expect(new Set(numbers(forward))).toEqual(new Set(numbers(backward).filter((nr) => nr > 1)));
      expect(Math.max(...numbers(forward))).toBe(44);
      expect(Math.min(...numbers(backward))).toBe(1);
      expect([forward.code, backward.code]).toEqual([0, 0]);
      expect(numbers(await api(url, 'conversation/sync_backward', { id: late, paginate: true })).sort()).toEqual([
        6, 7,
      ]);
    });
  });

  it('follows the horizon of files, the cursor of the pin board and that of a section', async () => {
    await withWorld(async (url) => {
      const full = await api(url, 'conversation/sync', { id: plain, param: ['mk_direction=ic_full'] });
      const from = `from_message_nr=${Object(full.answers[0]?.header).file_horizon}`;
      const files = await api(url, 'conversation/sync_files', { id: plain, param: [from], paginate: true });
      expect(files.answers.length).toBeGreaterThan(0);
      expect(Object(files.answers.at(-1)?.header).file_horizon ?? 0).toBe(0);
      const board = [`conversation_id=${plain}`, 'pin_limit=2'];
      const pins = await api(url, 'synchronizehronizePinboard', { param: board, paginate: true });
      expect(new Set(numbers(pins)).size).toBe(9);
      expect(pins.answers.length).toBeGreaterThan(3);
      const section = [`conversation_id=${plain}`, `section_id=${sectionId}`, 'task_limit=2'];
      const tasks = await api(url, 'synchronizeTaskboard', { param: section, paginate: true });
      expect(new Set(numbers(tasks)).size).toBe(5);
      expect([files.code, pins.code, tasks.code]).toEqual([0, 0, 0]);
    });
  });

  it('follows a label, and the event stream until it stands still', async () => {
    await withWorld(async (url) => {
      const labelled = await api(url, 'label/sync_conversations', { param: ['label_id=label-1'], paginate: true });
      expect(labelled.answers.length).toBeGreaterThan(0);
      expect(labelled.code).toBe(0);
      const polled = await api(url, 'account/poll', { paginate: true });
      const horizons = polled.answers.map(({ event_horizon }) => event_horizon);
      expect(horizons.at(-1)).toBe(horizons.at(-2));
      expect(polled.code).toBe(0);
    });
  });

  const endless: readonly (readonly [string, string, Partial<ApiOptions>, Script])[] = [
    [
      'the same cursor for ever',
      'conversation/list',
      {},
      (_asked, response) => sendJson(response, { conversations: [{ conversation_id: 'c' }], sync_horizon: 5 }),
    ],
    [
      'cursors in a circle',
      'conversation/list',
      {},
      ({ body }, response) =>
        sendJson(response, {
          conversations: [{ conversation_id: 'c' }],
          sync_horizon: (Number(body.sync_horizon ?? 0) + 1) % 3,
        }),
    ],
    [
      'a list that goes on without a cursor',
      'conversation/list',
      {},
      (_asked, response) => sendJson(response, { conversations: [{ conversation_id: 'c' }] }),
    ],
    [
      'a backward walk that goes up',
      'conversation/sync_backward',
      { id: 'c', param: ['from_message_nr=50'] },
      ({ body }, response) =>
        sendJson(response, {
          header: { bw_message_nr: Number(body.from_message_nr) + 1, join_message_nr: 1 },
          stream: [],
        }),
    ],
    [
      'a cursor that is no JSON',
      'account/sync_pinboard',
      { param: ['conversation_id=c'] },
      (_asked, response) => sendJson(response, { header: { pin_cursor: 'oops' }, stream: [] }),
    ],
  ];

  it.each(endless)('%s ends with 3 and a sentence', async (_name, method, more, script) => {
    await using server = await scriptedServer((asked, response, earlier) =>
      asked.path === '/api/account/login'
        ? sendJson(response, { account_id: 'a', ticket: 't' })
        : script(asked, response, earlier),
    );
    const { code, errors, lines } = await api(server.url, method, { ...more, paginate: true });
    expect(code).toBe(3);
    expect(errors).toMatch(/^fleep-archive: \w+: the cursor leads nowhere[^\n]*\n$/);
    expect(lines.length).toBeLessThan(6);
  });
});
