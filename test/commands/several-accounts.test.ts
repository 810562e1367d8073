// Several accounts in one archive: what both see is there once, what one sees is there, and each is brought up to date by itself.
import { expect, test } from 'vitest';
import { syncCommand } from '../../src/commands/sync.js';
import { everything } from '../../src/crawl/selection.js';
import { startEmulator, worldFromRecords } from '../../src/emulator/index.js';
import { FleepClient } from '../../src/fleep/client.js';
import type { AccountId, ConversationId } from '../../src/fleep/ids.js';
import { openArchive } from '../../src/journal/archive-folder.js';
import { openStore } from '../../src/store/open.js';
import { control } from '../emulator/controlling.js';
import { temporaryFolder } from '../support/folder.js';
import { people } from '../support/tiny-world.js';

const PASSWORD = 'correct horse';
const emails = { eva: 'eva@example.org', olev: 'olev@example.org' };

async function client(url: string, email: string): Promise<FleepClient> {
  const one = new FleepClient({ server: url, email, password: PASSWORD });
  await one.signIn();
  return one;
}

async function sync(server: string, archive: string, email: string) {
  let output = '';
  const signal = new AbortController().signal;
  const credentials = async () => ({ email, password: PASSWORD });
  const options = {
    archive,
    server,
    concurrency: 2,
    full: false,
    dryRun: false,
    selection: everything,
    thumbnails: false,
    quiet: true,
    json: true,
    credentials,
    signal,
  };
  await syncCommand(options, { write: (text: string) => (output += text) });
  return JSON.parse(output) as { requests: number; exit_code: number; totals: Record<string, number> };
}

test('each account adds what it alone sees; what both see stays one', async () => {
  await using folder = await temporaryFolder();
  const emulator = await startEmulator({ world: worldFromRecords([...people]) });
  const { url } = emulator;
  const archive = folder.at('archive');
  try {
    const ids: Record<string, AccountId> = {};
    for (const [display_name, email] of Object.entries(emails)) {
      const { body } = await control(url, 'POST accounts', { email, password: PASSWORD, display_name });
      ids[display_name] = String(body.account_id) as AccountId;
    }
    await using eva = await client(url, emails.eva);
    await using olev = await client(url, emails.olev);
    const begin = async (by: FleepClient, topic: string, others: AccountId[]) => {
      const { body } = await by.call('createConversation', { args: { topic, account_ids: others } });
      return String((body.header as Record<string, unknown>).conversation_id) as ConversationId;
    };
    const both = await begin(eva, 'Both', [ids.olev as AccountId]);
    const hers = await begin(eva, 'Only Eva', []);
    const his = await begin(olev, 'Only Olev', []);
    await eva.call('sendMessage', { id: both, args: { message: 'for both' } });
    await eva.call('sendMessage', { id: hers, args: { message: 'for Eva' } });
    await olev.call('sendMessage', { id: his, args: { message: 'for Olev' } });

    expect((await sync(url, archive, emails.eva)).totals.conversations).toBe(2);
    const second = await sync(url, archive, emails.olev);
    expect(second).toMatchObject({ exit_code: 0, totals: { conversations: 3, open_gaps: 0 } });
    expect(second.totals.message_versions).toBe(second.totals.messages);

    // Eva leaves, and what comes then only Olev sees; neither run tries what only the other one can have.
    await eva.call('leaveConversation', { id: both });
    await olev.call('sendMessage', { id: both, args: { message: 'after Eva has left' } });
    expect(await sync(url, archive, emails.eva)).toMatchObject({ exit_code: 0 });
    expect(await sync(url, archive, emails.olev)).toMatchObject({ exit_code: 0 });
    for (const email of Object.values(emails)) expect((await sync(url, archive, email)).requests).toBe(2);

    await using database = await openStore(await openArchive(archive));
    const seen = await database.rows(
      `SELECT topic, list(account_id ORDER BY account_id) AS accounts FROM conversation_accounts JOIN conversations USING (conversation_id) GROUP BY ALL ORDER BY topic`,
    );
    expect(seen).toEqual([
      { topic: 'Both', accounts: Object.values(ids).sort() },
      { topic: 'Only Eva', accounts: [ids.eva] },
      { topic: 'Only Olev', accounts: [ids.olev] },
    ]);
    const texts = await database.rows('SELECT text FROM messages WHERE text IS NOT NULL ORDER BY text');
    expect(texts.map(({ text }) => text)).toEqual(['after Eva has left', 'for Eva', 'for Olev', 'for both']);
    expect(
      await database.rows(
        "SELECT record_key FROM record_versions WHERE mk_rec_type = 'conv' AND NOT is_latest AND (record ->> '$.topic') <> 'Both'",
      ),
    ).toEqual([]);
  } finally {
    await emulator.close();
  }
});
