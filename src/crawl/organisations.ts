// crawl: what the account may read of its organisations. Who is no active admin of one gets its header only (fleep-wire.md, section 2), so
// a refusal is no gap.
import type { Answer } from '../fleep/client.js';
import { FleepError } from '../fleep/errors.js';
import type { OrganisationId } from '../fleep/ids.js';
import type { ReadMethodName } from '../fleep/methods/index.js';
import { closeCall, noteFailedCall } from './account.js';
import { findText, pageOf, recordsOf } from './answers.js';
import type { CrawlContext } from './context.js';
import { callGap, recordGap } from './gaps.js';
import { Novelty } from './novelty.js';
import { notePeople } from './people.js';

export async function crawlOrganisations(context: CrawlContext, ids: ReadonlySet<string>): Promise<void> {
  const { client } = context;
  for (const id of [...ids].sort() as OrganisationId[]) {
    const read = (method: ReadMethodName, pages: () => Promise<boolean>) => readAll(context, method, id, pages);
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
  pages: () => Promise<boolean>,
): Promise<void> {
  let isWhole = true;
  try {
    isWhole = await pages();
  } catch (error) {
    if (!(error instanceof FleepError) || error.kind !== 'refused') return noteFailedCall(context, method, id, error);
  }
  context.streak.end();
  if (!isWhole) return recordEndless(context, method, id);
  await closeCall(context, method, id);
}

/** Resolves with whether the service named an end, after so many pages with nothing new at the latest. */
async function readPages(
  context: CrawlContext,
  ask: (args: { readonly sync_cursor?: string }) => Promise<Answer>,
): Promise<boolean> {
  const seen = new Set<string>();
  const novelty = new Novelty();
  let cursor: string | undefined;
  for (;;) {
    if (cursor !== undefined) seen.add(cursor);
    const args = cursor === undefined ? {} : { sync_cursor: cursor };
    const { body } = await askPage(context, () => ask(args));
    const records = recordsOf(body, 'stream');
    if (records.length === 0) return true;
    cursor = findText(body, 'sync_cursor');
    if (cursor === undefined || cursor === '{}' || seen.has(cursor)) return true;
    if (novelty.isSpent(records)) return false;
  }
}

async function readPage(context: CrawlContext, ask: () => Promise<Answer>): Promise<boolean> {
  await askPage(context, ask);
  return true;
}

async function askPage(context: CrawlContext, ask: () => Promise<Answer>): Promise<Answer> {
  const answer = await ask();
  notePeople(context, answer);
  await context.journal.append(pageOf(answer));
  return answer;
}

const recordEndless = (context: CrawlContext, method: ReadMethodName, id: OrganisationId): Promise<void> =>
  recordGap(context, {
    gap_id: callGap(context.account, method, id),
    kind: 'call',
    target: method,
    cause: 'no progress',
    detail: 'The service brought nothing new again and again, and named no end of its list.',
  });
