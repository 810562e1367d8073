// test support: the practice server's own export of the account that the tests archive, fetched as a user would fetch it.
import { FleepClient } from '../../src/fleep/client.js';
import { earOf, fetchAs } from '../emulator/hearing.js';
import { LOGIN } from './cli.js';

/** The bytes of `history_all.json`. */
export async function exportHistory(server: string): Promise<Buffer> {
  const client = new FleepClient({ server, email: LOGIN.FLEEP_EMAIL, password: LOGIN.FLEEP_PASSWORD });
  try {
    await client.signIn();
    const ear = await earOf(client);
    await client.call('exportConversationHistory', { args: {} });
    const done = await ear.until({ mk_rec_type: 'contact', export_progress: '1' });
    const [text] = Array.isArray(done.export_files) ? done.export_files : [];
    const { file_url }: { file_url: string } = JSON.parse(String(text));
    return Buffer.from(await (await fetchAs(client, server, file_url)).arrayBuffer());
  } finally {
    await client.close();
  }
}
