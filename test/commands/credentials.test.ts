// What is signed in with, in which order: the environment, a kept session, a question on a terminal.
import { expect, test } from 'vitest';
import { readCredentials, readPassword, type Wanted } from '../../src/commands/credentials.js';
import { SessionStore } from '../../src/commands/session-store.js';
import { type TemporaryFolder, temporaryFolder } from '../support/folder.js';

const SERVER = 'https://fleep.example';
const BOTH = { FLEEP_EMAIL: 'env@example.org', FLEEP_PASSWORD: 'of env' };

/** Nobody can be asked; sessions are in files. */
async function around(folder: TemporaryFolder, env: NodeJS.ProcessEnv, ...kept: string[]) {
  const sessions = new SessionStore({ folder: folder.at('sessions') });
  for (const email of kept) {
    const owner = { server: SERVER, email, account_id: `id of ${email}` };
    await sessions.save(owner, { token: `token of ${email}`, ticket: `ticket of ${email}` }, true);
  }
  return { env, sessions, hasTerminal: false };
}

const chosen = async (wanted: Partial<Wanted>, env: NodeJS.ProcessEnv, ...kept: string[]) => {
  await using folder = await temporaryFolder();
  const found = await readCredentials({ server: SERVER, ...wanted }, await around(folder, env, ...kept));
  return 'kept' in found ? { email: found.email, token: found.kept.pair.token } : found;
};

test('the environment goes before a kept session', async () => {
  const expected = { email: 'env@example.org', password: 'of env' };
  expect(await chosen({}, BOTH, 'env@example.org', 'anna@example.org')).toEqual(expected);
});

test('a kept session goes before a question', async () => {
  expect(await chosen({}, {}, 'anna@example.org')).toEqual({
    email: 'anna@example.org',
    token: 'token of anna@example.org',
  });
});

test('an e-mail of the environment without a password chooses the session, as --account does', async () => {
  const kept = ['anna@example.org', 'ben@example.org'];
  const expected = { email: 'ben@example.org', token: 'token of ben@example.org' };
  expect(await chosen({}, { FLEEP_EMAIL: 'Ben@example.org' }, ...kept)).toEqual(expected);
  expect(await chosen({ account: 'BEN@example.org' }, {}, ...kept)).toEqual(expected);
});

test('the password of the environment is not for another account', async () => {
  const expected = { email: 'anna@example.org', token: 'token of anna@example.org' };
  expect(await chosen({ account: 'anna@example.org' }, BOTH, 'anna@example.org')).toEqual(expected);
  await expect(chosen({ account: 'anna@example.org' }, BOTH)).rejects.toMatchObject({ exitCode: 5 });
  expect(await chosen({ account: 'ENV@example.org' }, BOTH)).toEqual({ email: 'ENV@example.org', password: 'of env' });
  const alone = { FLEEP_PASSWORD: 'of env' };
  expect(await chosen({ account: 'a@example.org' }, alone)).toEqual({ email: 'a@example.org', password: 'of env' });
});

test('several sessions and no word on which end with 2', async () => {
  const ambiguous = chosen({}, {}, 'anna@example.org', 'ben@example.org');
  await expect(ambiguous).rejects.toMatchObject({ exitCode: 2, message: expect.stringContaining('--account') });
});

test.each([
  ['nothing', {}, /no session at https:\/\/fleep\.example .*login.*FLEEP_EMAIL and FLEEP_PASSWORD/],
  ['an e-mail', { FLEEP_EMAIL: 'carl@example.org' }, /no session of carl@example\.org/],
  ['empty variables', { FLEEP_EMAIL: '', FLEEP_PASSWORD: '' }, /no session at/],
])('%s and nobody to ask ends with 5', async (_name, env, sentence) => {
  await expect(chosen({}, env)).rejects.toMatchObject({ exitCode: 5, message: expect.stringMatching(sentence) });
});

test('where a password is needed, a kept session is none', async () => {
  await using folder = await temporaryFolder();
  const wanted = { server: SERVER };
  await expect(readPassword(wanted, await around(folder, {}, 'anna@example.org'))).rejects.toMatchObject({
    message: expect.stringMatching(/^There is no terminal to ask .* FLEEP_PASSWORD/),
    exitCode: 5,
  });
  expect(await readPassword(wanted, await around(folder, BOTH))).toEqual({
    email: 'env@example.org',
    password: 'of env',
  });
});
