// Kept sessions on a real disk: where they lie, with what rights, and which one is chosen. The key store is stood in for by a map, and the
// system's own is tried where it can be used.
import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { type KeyStore, systemKeyStore } from '../../src/commands/key-store.js';
import { SessionKeeper } from '../../src/commands/session-keeper.js';
import { SessionStore, type StoredSession } from '../../src/commands/session-store.js';
import { type TemporaryFolder, temporaryFolder } from '../support/folder.js';

const SERVER = 'https://fleep.example';
const ANNA = { server: SERVER, email: 'anna@example.org', account_id: 'id-of-anna' };
const BEN = { server: SERVER, email: 'ben@example.org', account_id: 'id-of-ben' };
const PAIR = { token: 'first-token', ticket: 'first-ticket' };
const NEXT = { token: 'next-token', ticket: 'next-ticket' };

const noKeyStore: KeyStore = {
  find: () => Promise.reject(new Error('no bus')),
  put: () => Promise.reject(new Error('no bus')),
  drop: () => Promise.reject(new Error('no bus')),
};

function mapKeyStore(): KeyStore & { secrets: Map<string, string> } {
  const secrets = new Map<string, string>();
  return {
    secrets,
    find: async (name) => secrets.get(name),
    put: async (name, secret) => void secrets.set(name, secret),
    drop: async (name) => void secrets.delete(name),
  };
}

const storeIn = (folder: TemporaryFolder, keyStore: KeyStore = noKeyStore) =>
  new SessionStore({ folder: folder.at('state', 'sessions'), keyStore });

const only = async (sessions: SessionStore): Promise<StoredSession> => {
  const [session, ...others] = await sessions.list(SERVER);
  if (session === undefined || others.length > 0) throw new Error('There is not exactly one session.');
  return session;
};

const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);

const textOfFiles = async (folder: string) =>
  (await Promise.all((await readdir(folder)).map((name) => readFile(`${folder}/${name}`, 'utf8')))).join('');

test('without a key store the session is in a file 0600 in a folder 0700, and it is said why', async () => {
  await using folder = await temporaryFolder();
  const sessions = storeIn(folder);
  const place = await sessions.save(ANNA, PAIR, false);
  expect(place).toEqual({ path: expect.stringContaining(sessions.folder), reason: 'no bus' });
  expect(await modeOf(place.path ?? '')).toBe('600');
  expect(await modeOf(sessions.folder)).toBe('700');
  expect(await sessions.findPair(await only(sessions))).toEqual(PAIR);
});

test('a folder that was opened to others is closed again', async () => {
  await using folder = await temporaryFolder();
  const sessions = storeIn(folder);
  await sessions.save(ANNA, PAIR, true);
  await chmod(sessions.folder, 0o755);
  await sessions.save(BEN, PAIR, true);
  expect(await modeOf(sessions.folder)).toBe('700');
});

test('with a key store the file has no secret', async () => {
  await using folder = await temporaryFolder();
  const keyStore = mapKeyStore();
  const sessions = storeIn(folder, keyStore);
  expect(await sessions.save(ANNA, PAIR, false)).toEqual({});
  expect(await textOfFiles(sessions.folder)).not.toMatch(/first-/);
  expect([...keyStore.secrets]).toEqual([[`${SERVER} id-of-anna`, JSON.stringify(PAIR)]]);
  expect(await sessions.findPair(await only(sessions))).toEqual(PAIR);
});

test('a file can be asked for although there is a key store', async () => {
  await using folder = await temporaryFolder();
  const keyStore = mapKeyStore();
  const sessions = storeIn(folder, keyStore);
  expect(await sessions.save(ANNA, PAIR, true)).toEqual({ path: expect.any(String) });
  expect(keyStore.secrets.size).toBe(0);
});

test('a session that moves from the key store into a file leaves nothing there', async () => {
  await using folder = await temporaryFolder();
  const keyStore = mapKeyStore();
  const sessions = storeIn(folder, keyStore);
  await sessions.save(ANNA, PAIR, false);
  await sessions.save(ANNA, NEXT, true);
  expect(keyStore.secrets.size).toBe(0);
  expect(await only(sessions)).toMatchObject({ pair: NEXT });
});

test('signing in again takes the place of the earlier session of the account', async () => {
  await using folder = await temporaryFolder();
  const sessions = storeIn(folder);
  await sessions.save(ANNA, PAIR, false);
  await sessions.save({ ...ANNA, email: 'anna' }, NEXT, false);
  expect(await only(sessions)).toMatchObject({ email: 'anna', pair: NEXT });
});

test('of several sessions one has to be named; the sentence names them all', async () => {
  await using folder = await temporaryFolder();
  const sessions = storeIn(folder);
  expect(await sessions.choose(SERVER)).toBeUndefined();
  await sessions.save(ANNA, PAIR, false);
  expect(await sessions.choose(SERVER)).toMatchObject(ANNA);
  await sessions.save(BEN, NEXT, false);
  await expect(sessions.choose(SERVER)).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringMatching(/anna@example\.org, ben@example\.org.*--account/),
  });
  expect(await sessions.choose(SERVER, 'Ben@Example.org')).toMatchObject(BEN);
  expect(await sessions.choose(SERVER, 'carl@example.org')).toBeUndefined();
});

test('a session is used for its own server only, however that is written', async () => {
  await using folder = await temporaryFolder();
  const sessions = storeIn(folder);
  await sessions.save({ ...ANNA, server: `${SERVER}/` }, PAIR, false);
  expect(await sessions.choose('https://FLEEP.example:443')).toMatchObject(ANNA);
  for (const other of ['https://fleep.example:8443', 'http://fleep.example', 'https://fleep.example.org'])
    expect(await sessions.choose(other)).toBeUndefined();
});

test('replaced halves go where the old ones are, and what was forgotten does not come back', async () => {
  await using folder = await temporaryFolder();
  const keyStore = mapKeyStore();
  const sessions = storeIn(folder, keyStore);
  await sessions.save(ANNA, PAIR, false);
  await sessions.save(BEN, PAIR, true);
  const [anna, ben] = await sessions.list(SERVER);
  if (anna === undefined || ben === undefined) throw new Error('There are not two sessions.');
  await sessions.replace(anna, NEXT);
  await sessions.replace(ben, NEXT);
  expect([...keyStore.secrets.values()]).toEqual([JSON.stringify(NEXT)]);
  expect(await sessions.choose(SERVER, ben.email)).toMatchObject({ pair: NEXT });
  await sessions.forget(anna);
  await sessions.forget(ben);
  await sessions.replace(anna, PAIR);
  await sessions.replace(ben, PAIR);
  expect(await sessions.list(SERVER)).toEqual([]);
  expect(keyStore.secrets.size).toBe(0);
  expect(await readdir(sessions.folder)).toEqual([]);
});

test('what a killed write left is removed with the session', async () => {
  await using folder = await temporaryFolder();
  const sessions = storeIn(folder);
  const { path = '' } = await sessions.save(ANNA, PAIR, false);
  await writeFile(`${path}.0123456789ab.tmp`, 'half');
  await sessions.forget(await only(sessions));
  expect(await readdir(sessions.folder)).toEqual([]);
});

test('a session whose key store has gone is not forgotten, and the sentence says what to do', async () => {
  await using folder = await temporaryFolder();
  await storeIn(folder, mapKeyStore()).save(ANNA, PAIR, false);
  const sessions = storeIn(folder);
  const sentence = { exitCode: 5, message: expect.stringMatching(/anna@example\.org.*no bus.*FLEEP_PASSWORD/) };
  await expect(sessions.findPair(await only(sessions))).rejects.toMatchObject(sentence);
  await expect(sessions.forget(await only(sessions))).rejects.toMatchObject(sentence);
  expect(await sessions.list(SERVER)).toHaveLength(1);
});

test('a file that is no session is named, and nothing of it is shown', async () => {
  await using folder = await temporaryFolder();
  const sessions = storeIn(folder);
  const { path = '' } = await sessions.save(ANNA, PAIR, false);
  await writeFile(path, (await readFile(path, 'utf8')).slice(0, -20));
  const failure = await sessions.list(SERVER).catch((error: unknown) => error);
  expect(failure).toMatchObject({ exitCode: 5, message: expect.stringContaining(path) });
  expect(String(failure)).not.toContain('first-');
});

test('of pairs that come while one is written only the newest is written; disposing waits', async () => {
  await using folder = await temporaryFolder();
  const sessions = storeIn(folder);
  await sessions.save(ANNA, PAIR, false);
  const keeper = new SessionKeeper(sessions, await only(sessions), PAIR);
  for (let turn = 0; turn < 50; turn += 1) keeper.replace({ token: `t${turn}`, ticket: `k${turn}` });
  await keeper[Symbol.asyncDispose]();
  expect(await only(sessions)).toMatchObject({ pair: { token: 't49', ticket: 'k49' } });
  expect(await readdir(sessions.folder)).toHaveLength(1);
});

test('halves that cannot be kept are told of once, without them', async () => {
  await using folder = await temporaryFolder();
  await storeIn(folder, mapKeyStore()).save(ANNA, PAIR, false);
  const sessions = storeIn(folder);
  let printed = '';
  const keeper = new SessionKeeper(sessions, await only(sessions), PAIR, { write: (text) => (printed += text) });
  keeper.replace(NEXT);
  await keeper[Symbol.asyncDispose]();
  await keeper[Symbol.asyncDispose]();
  expect(printed).toMatch(/^fleep-archive: the session of anna@example\.org .*no bus.*login[^\n]*\n$/);
  expect(printed).not.toContain('next-');
});

test('the key store of the system keeps, gives back and drops, where there is one', async ({ skip }) => {
  const name = `test ${process.pid}`;
  try {
    await systemKeyStore.put(name, 'a secret');
  } catch (error) {
    return skip(`no key store: ${String(error)}`);
  }
  expect(await systemKeyStore.find(name)).toBe('a secret');
  await systemKeyStore.drop(name);
  expect(await systemKeyStore.find(name)).toBeUndefined();
  await systemKeyStore.drop(name);
});
