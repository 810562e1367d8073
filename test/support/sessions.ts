// test support: the program with sessions in a folder of the test's own, and nothing of the machine's.
import { readdir, readFile } from 'node:fs/promises';
import type { TemporaryFolder } from './folder.js';

export interface KeptFile {
  readonly path: string;
  readonly email: string;
  readonly token: string;
  readonly ticket: string;
}

/** Environment without a login; the system's key store cannot be reached. */
export const withoutLogin = (folder: TemporaryFolder): Record<string, string> => ({
  XDG_STATE_HOME: folder.at('state'),
  DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent',
  FLEEP_EMAIL: '',
  FLEEP_PASSWORD: '',
});

/** The sessions that are in files, by e-mail. */
export async function keptFiles(folder: TemporaryFolder): Promise<KeptFile[]> {
  const sessions = folder.at('state', 'fleep-archive', 'sessions');
  const names = await readdir(sessions);
  const found = names.map(async (name) => ({
    ...JSON.parse(await readFile(`${sessions}/${name}`, 'utf8')),
    path: `${sessions}/${name}`,
  }));
  return (await Promise.all(found)).sort((a: KeptFile, b: KeptFile) => (a.email < b.email ? -1 : 1));
}

/** A call with the two halves of a session; resolves with the status. */
export async function callWith(server: string, call: string, { token, ticket }: KeptFile): Promise<number> {
  const answer = await fetch(`${server}/api/${call}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie: `token_id=${token}` },
    body: JSON.stringify({ ticket }),
  });
  await answer.arrayBuffer();
  return answer.status;
}
