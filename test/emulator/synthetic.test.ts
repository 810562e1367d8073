// A synthetic world: exact counts, the same world for the same seed, and records as good as a real world's.
import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { startEmulator, syntheticWorld } from '../../src/emulator/index.js';
import { type Json, sha256, signIn, walkAll } from './walk.js';

const options = { messages: 5_000, conversations: 40, seed: 11 };

function recordsOf(world: ReturnType<typeof syntheticWorld>): Json[][] {
  return world
    .conversationsOf('')
    .map((conversation) =>
      conversation.messagesIn(1, Number.MAX_SAFE_INTEGER).map((one) => JSON.parse(`${one.body}}`)),
    );
}

it.each([
  [5_000, 40],
  [1, 1],
  [31, 1],
  [32, 1],
  [62, 2],
  [7, 20],
  [0, 3],
])('%i messages in %i conversations are exactly that many', (messages, conversations) => {
  const made = recordsOf(syntheticWorld({ messages, conversations, seed: 5 }));
  expect(made).toHaveLength(conversations);
  expect(made.flat()).toHaveLength(messages);
});

it('is the same for the same seed and another for another', () => {
  const [once, again, other] = [11, 11, 12].map((seed) =>
    JSON.stringify(recordsOf(syntheticWorld({ ...options, seed }))),
  );
  expect(once).toBe(again);
  expect(once).not.toBe(other);
});

it('gives the same record whatever the range', () => {
  const [first] = syntheticWorld(options).conversationsOf('');
  const all = first?.messagesIn(1, 500) ?? [];
  expect(all.length).toBeGreaterThan(400);
  for (const record of all) expect(first?.messagesIn(record.messageNr, record.messageNr)).toEqual([record]);
});

describe('its records', () => {
  const made = recordsOf(syntheticWorld(options));
  const all = made.flat();

  it('are well-formed messages of natural length, a few of them edited, deleted, pinned or tasks', () => {
    const count = (test: (record: Json) => boolean) => all.filter(test).length / all.length;
    for (const record of all.filter((one) => one.mk_message_type === 'text' && one.message !== '')) {
      const parser = new SaxesParser();
      let words = '';
      parser.on('text', (part) => {
        words += part;
      });
      parser.write(String(record.message)).close();
      const length = words.split(/\s+/).length;
      expect(length).toBeGreaterThanOrEqual(3);
      expect(length).toBeLessThan(130);
    }
    expect(count((record) => record.mk_message_type !== 'text')).toBeGreaterThan(0.005);
    expect(count((record) => 'edited_time' in record)).toBeGreaterThan(0.01);
    for (const state of ['deleted', 'pinned', 'todo', 'done']) {
      expect(count((record) => String(record.mk_message_state).endsWith(`:${state}`))).toBeGreaterThan(0);
    }
    expect(count((record) => 'reactions' in record)).toBeGreaterThan(0);
  });

  it('form an unbroken prev_message_nr chain with rising times and inbox numbers', () => {
    for (const conversation of made) {
      let previous: Json = { message_nr: 0, posted_time: 0, inbox_nr: 0 };
      for (const record of conversation) {
        expect(record.prev_message_nr).toBe(previous.message_nr);
        expect(Number(record.posted_time)).toBeGreaterThanOrEqual(Number(previous.posted_time));
        const step = record.mk_message_type === 'text' ? 1 : 0;
        expect(Math.abs(Number(record.inbox_nr))).toBe(Math.abs(Number(previous.inbox_nr)) + step);
        previous = record;
      }
    }
  });

  it('agree with the header: who is there, who writes, and what it is about', () => {
    const kinds = new Set<unknown>();
    for (const conversation of syntheticWorld({ messages: 20_000, conversations: 60, seed: 7 }).conversationsOf('')) {
      const header = Object.fromEntries([...conversation.header].map(([name, text]) => [name, JSON.parse(text)]));
      const [present, gone] = [new Set<unknown>(), new Set<unknown>()];
      let topic = { text: '', number: 0 };
      for (const { body, messageNr } of conversation.messagesIn(1, conversation.lastFlowNr)) {
        const record: Json = JSON.parse(`${body}}`);
        const payload = record.mk_message_type === 'text' ? {} : JSON.parse(String(record.message));
        kinds.add(record.mk_message_type);
        if ('topic' in payload) topic = { text: payload.topic, number: messageNr };
        if (record.mk_message_type === 'create') {
          expect(payload.members).not.toContain(record.account_id);
          for (const id of [record.account_id, ...payload.members]) present.add(id);
        }
        expect(present).toContain(record.account_id);
        if (record.mk_message_type === 'kick') {
          const [id] = payload.members;
          expect([id === record.account_id, present.delete(id)]).toEqual([false, true]);
          gone.add(id);
        }
        if (record.mk_message_type === 'add') {
          const [id] = payload.members;
          expect([id === record.account_id, gone.delete(id)]).toEqual([false, true]);
          present.add(id);
        }
        for (const [, id] of String(record.message).matchAll(/<mention account_id="([^"]*)"/g)) {
          expect(present).toContain(id);
        }
      }
      expect([new Set(header.members), new Set(header.leavers)]).toEqual([present, gone]);
      expect([header.topic, conversation.facts.topicNr]).toEqual([topic.text, topic.number]);
    }
    expect(kinds).toEqual(new Set(['create', 'text', 'topic', 'kick', 'add']));
  });

  it('skew towards a few large conversations', () => {
    const sizes = made.map((conversation) => conversation.length).sort((a, b) => b - a);
    expect(sizes[0]).toBeGreaterThan(options.messages / 10);
    expect(sizes.at(-1)).toBeLessThan(options.messages / 100);
    expect(sizes.at(-1)).toBeGreaterThan(0);
  });
});

it.each([3, 30])('is walked to its last message and file with batch %i', async (batch) => {
  const world = syntheticWorld(options);
  const emulator = await startEmulator({ world, batch });
  const client = await signIn(emulator.url);
  const walked = await walkAll(client);
  const made = recordsOf(world).flat();
  expect(walked.messages.size).toBe(options.messages);
  for (const record of made) {
    expect(walked.messages.get(`${record.conversation_id} ${record.message_nr}`)).toMatchObject(record);
  }
  expect(walked.files.size).toBeGreaterThan(5);
  for (const file of walked.files.values()) {
    const bytes = new Uint8Array(await (await client.get(String(file.file_url))).arrayBuffer());
    expect([bytes.length, sha256(bytes)]).toEqual([file.file_size, file.file_sha256]);
  }
  await emulator.close();
});

it('computes ten million messages without storing them', () => {
  const before = process.memoryUsage().heapUsed;
  const [largest] = syntheticWorld({ messages: 10_000_000, conversations: 100, seed: 1 }).conversationsOf('');
  const last = largest?.lastFlowNr ?? 0;
  expect(last).toBeGreaterThan(1_000_000);
  expect(largest?.messagesIn(last - 30, last).length).toBeGreaterThanOrEqual(29);
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(50_000_000);
});

it.each([{ messages: 1.5 }, { messages: -1 }, { conversations: 0 }, { seed: Number.NaN }])('refuses %j', (wrong) => {
  expect(() => syntheticWorld({ ...options, ...wrong })).toThrow(/--synthetic/);
});
