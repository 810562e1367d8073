// Several people on one practice server, for tests of what they do to each other.
import { startEmulator, worldFromRecords } from '../../src/emulator/index.js';
import { FleepClient } from '../../src/fleep/client.js';
import type { AccountId, ConversationId } from '../../src/fleep/ids.js';
import { asRecord, type Client, type Json, recordsIn, signIn } from './walk.js';

export const PEOPLE = ['anna', 'bert', 'carl', 'dora'] as const;
export type Name = (typeof PEOPLE)[number];

/** The account id of a person. */
export const id = (name: string) => `00000000-0000-4000-8000-${Buffer.from(name).toString('hex').padStart(12, '0')}`;

export const email = (name: string) => `${name}@example.org`;

const people = () =>
  PEOPLE.flatMap((name) => [
    { mk_rec_type: 'account', account_id: id(name), email: email(name), password: 'pw', display_name: name },
    {
      mk_rec_type: 'contact',
      account_id: id(name),
      email: email(name),
      display_name: name,
      mk_account_status: 'active',
    },
  ]);

export type Scene = Readonly<Record<Name, Client>> & { readonly url: string };

/** Runs with a server that everybody has an account on. `more` are further world records. */
export async function onServer(
  run: (url: string) => Promise<void>,
  more: readonly Json[] = [],
  pollTimeoutMs = 5000,
): Promise<void> {
  const server = await startEmulator({ world: worldFromRecords([...people(), ...more]), port: 0, pollTimeoutMs });
  try {
    await run(server.url);
  } finally {
    await server.close();
  }
}

/** Everybody is signed in. */
export async function onScene(run: (scene: Scene) => Promise<void>, more: readonly Json[] = []): Promise<void> {
  await onServer(async (url) => {
    const [anna, bert, carl, dora] = await Promise.all(
      PEOPLE.map((name) => signIn(url, { email: email(name), password: 'pw' })),
    );
    if (anna && bert && carl && dora) await run({ anna, bert, carl, dora, url });
  }, more);
}

export const headerOf = (answer: Json): Json => asRecord(answer.header);

/** Records of a type in a stream. */
export const ofType = (answer: Json, type: string): Json[] =>
  recordsIn(answer.stream).filter((record) => record.mk_rec_type === type);

/** Numbers of the messages in a stream. */
export const numbersOf = (answer: Json): unknown[] => ofType(answer, 'message').map((record) => record.message_nr);

export async function horizonOf(client: Client): Promise<unknown> {
  return (await client.call('account/sync')).event_horizon;
}

/** What has come up for somebody since a horizon. */
export const pollFrom = (client: Client, horizon: unknown): Promise<Json> =>
  client.call('account/poll', { event_horizon: horizon, wait: false });

/** The account id of a person, for the typed client. */
export const accountId = (name: Name) => id(name) as AccountId;

/** The conversation that an answer is about, for the typed client. */
export const conversationIdIn = ({ body }: { readonly body: Json }) =>
  String(headerOf(body).conversation_id) as ConversationId;

export type TypedScene = Readonly<Record<Name, FleepClient>>;

/** Clients that send each request once. */
export const ONCE = { attempts: 1, bodyAttempts: 1, refusedAttempts: 1, baseMs: 1, maxMs: 1 };

/** The same people with typed clients. */
export function onTypedScene(
  run: (scene: TypedScene, url: string) => Promise<void>,
  more: readonly Json[] = [],
): Promise<void> {
  return onServer(async (server) => {
    const clientOf = (name: Name) => new FleepClient({ server, email: email(name), password: 'pw', retry: ONCE });
    const scene = { anna: clientOf('anna'), bert: clientOf('bert'), carl: clientOf('carl'), dora: clientOf('dora') };
    try {
      for (const client of Object.values(scene)) await client.signIn();
      await run(scene, server);
    } finally {
      for (const client of Object.values(scene)) await client.close();
    }
  }, more);
}

/** Tells the practice server itself to do something. */
export async function control(url: string, what: string, body: Json): Promise<void> {
  const answer = await fetch(`${url}/_emulator/${what}`, { method: 'POST', body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${what}: ${answer.status} ${await answer.text()}`);
}
