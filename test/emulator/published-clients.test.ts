// The clients that Fleep published, on the practice server: what they page to is the whole of what their account can see.
import { describe, expect, it } from 'vitest';
import { demoWorldRecords } from '../../src/emulator/demo/index.js';
import { startEmulator, worldFromRecords } from '../../src/emulator/index.js';
import { PythonCache, syncAsIos } from './published-clients.js';
import { asRecord, type Client, type Json, latestMessages, signIn } from './walk.js';

const demo: readonly Json[] = [...demoWorldRecords()].map(asRecord);
const latest = latestMessages(demo);

async function onDemo(batch: number | undefined, run: (client: Client) => Promise<void>): Promise<void> {
  const options = batch === undefined ? {} : { batch };
  const server = await startEmulator({ world: worldFromRecords(demo), ...options });
  try {
    await run(await signIn(server.url));
  } finally {
    await server.close();
  }
}

const joinOf = (id: string): number =>
  Number(demo.find((line) => line.mk_rec_type === 'conv' && line.conversation_id === id)?.join_message_nr ?? 1);

/** Number → message text of all that the world has of a conversation, from where the account joined. */
function truthOf(id: string): Map<number, unknown> {
  const own = [...latest.values()].filter((line) => line.conversation_id === id);
  const sorted = own.sort((a, b) => Number(a.message_nr) - Number(b.message_nr));
  return new Map(sorted.map((line) => [Number(line.message_nr), line.message]));
}

const textsOf = (messages: ReadonlyMap<number, Json>): Map<number, unknown> =>
  new Map([...messages].sort(([a], [b]) => a - b).map(([nr, record]) => [nr, record.message]));

/** Pins and tasks of before may be there as well. */
function expectHistory(known: Map<number, unknown>, id: string): void {
  const truth = truthOf(id);
  const lastSeen = Math.max(...known.keys());
  const history = [...truth].filter(([nr]) => nr >= joinOf(id) && nr <= lastSeen);
  expect(
    [...known].filter(([nr]) => nr >= joinOf(id)),
    id,
  ).toEqual(history);
  for (const [nr, text] of known) expect(text, `${id} ${nr}`).toBe(truth.get(nr));
}

describe.each([1, 7, undefined])('with batches of %s', (batch) => {
  it('the Python library knows every conversation from its first to its last message, with files and pins', async () => {
    await onDemo(batch, async (client) => {
      const cache = new PythonCache(client);
      await cache.start();
      await cache.loadContacts();
      const contacts = demo.filter((line) => line.mk_rec_type === 'contact').map((line) => line.account_id);
      expect([...cache.contacts.keys()].sort()).toEqual([...new Set(contacts)].sort());
      expect(cache.conversations.size).toBeGreaterThan(20);
      for (const conversation of cache.conversations.values()) {
        await conversation.syncToFirst();
        await conversation.syncToLast();
        await conversation.syncPins();
        await conversation.syncPinboard();
        expectHistory(textsOf(conversation.messages), conversation.id);
        const files = demo.filter((line) => line.mk_rec_type === 'file' && line.conversation_id === conversation.id);
        const seen = files.filter(
          ({ message_nr }) => Number(message_nr) <= Number(conversation.header.last_message_nr),
        );
        const shown = seen.filter(({ message_nr }) => Number(message_nr) >= joinOf(conversation.id));
        for (const file of shown)
          expect([...conversation.files.keys()]).toContain(`${file.message_nr} ${file.attachment_id}`);
      }
    });
  });

  it('the library for iOS knows the same', async () => {
    await onDemo(batch, async (client) => {
      const cache = new PythonCache(client);
      await cache.start();
      for (const id of cache.conversations.keys()) expectHistory(textsOf(await syncAsIos(client, id)), id);
    });
  });
});
