// crawl: what the account may read of its organisations. Who is no active admin of one gets its header only (fleep-wire.md, section 2), so
// a refusal is no gap.
import type { Answer } from '../fleep/client.js';
import { FleepError } from '../fleep/errors.js';
import type { OrganisationId } from '../fleep/ids.js';
import type { ReadMethodName } from '../fleep/methods/index.js';
import { closeCall, noteFailedCall } from './account.js';
import { findText, pageOf, recordsOf } from './answers.js';
import type { CrawlContext } from './context.js';
import { notePeople } from './people.js';

export async function crawlOrganisations(context: CrawlContext, ids: ReadonlySet<string>): Promise<void> {
  const { client } = context;
  for (const id of [...ids].sort() as OrganisationId[]) {
    const read = (method: ReadMethodName, pages: () => Promise<unknown>) => readAll(context, method, id, pages);
    await read('synchronizeOrganisation', () =>
      readPage(context, () => client.call('synchronizeOrganisation', { id })),
    );
    await read('synchronizeOrganisationConversations', () =>
      readPages(context, (args) => client.call('synchronizeOrganisationConversations', { id, args })),
    );
    await read('synchronizeOrganisationTeams', () =>
      readPages(context, (args) => client.call('synchronizeOrganisationTeams', { id, args })),
    );
    await read('synchronizeOrganisationChangelog', () =>
      readPage(context, () => client.call('synchronizeOrganisationChangelog', { id })),
    );
  }
}

async function readAll(
  context: CrawlContext,
  method: ReadMethodName,
  id: OrganisationId,
  pages: () => Promise<unknown>,
): Promise<void> {
  try {
    await pages();
  } catch (error) {
    if (!(error instanceof FleepError) || error.kind !== 'refused') return noteFailedCall(context, method, id, error);
  }
  context.streak.end();
  await closeCall(context, method, id);
}

/** Follows the cursor until it is gone, empty, or repeats. */
async function readPages(
  context: CrawlContext,
  ask: (args: { readonly sync_cursor?: string }) => Promise<Answer>,
): Promise<void> {
  const seen = new Set<string>();
  let cursor: string | undefined;
  do {
    if (cursor !== undefined) seen.add(cursor);
    const args = cursor === undefined ? {} : { sync_cursor: cursor };
    const answer = await readPage(context, () => ask(args));
    if (recordsOf(answer.body, 'stream').length === 0) return;
    cursor = findText(answer.body, 'sync_cursor');
  } while (cursor !== undefined && cursor !== '{}' && !seen.has(cursor));
}

async function readPage(context: CrawlContext, ask: () => Promise<Answer>): Promise<Answer> {
  const answer = await ask();
  notePeople(context, answer);
  await context.journal.append(pageOf(answer));
  return answer;
}
