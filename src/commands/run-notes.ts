// commands: what a run of sync, watch or import notes of itself in the journal, and says before it fetches anything; and how it takes in
// what the journal has.
import { pageOf } from '../crawl/answers.js';
import { describeUnmatched, type Unmatched } from '../crawl/unmatched.js';
import { ownRecord } from '../journal/format.js';
import { visibleText } from '../lib/format/visible.js';
import { version } from '../lib/version.js';
import type { Database } from '../store/database.js';
import { findLastServer } from '../store/plan.js';
import type { Store } from '../store/store.js';
import { cutField } from './journal-cut.js';
import type { Output } from './output.js';
import { originOf } from './session-store.js';
import type { OpenSync } from './sync-archive.js';

type OpenRun = Pick<OpenSync, 'journal' | 'runId'>;

/** Notes that the run has begun, and what signing in was answered with. Resolves with when that was. */
export async function beginRun(open: OpenSync, server: string): Promise<Date> {
  const started = new Date();
  await noteRun(open, {
    started_time: started.toISOString(),
    account_id: open.accountId,
    server,
    version,
    ...cutField(open.journal.cut),
  });
  await open.journal.append(pageOf(open.login));
  return started;
}

/** Asked before the run is noted. A service may move to another address; but what another service says must not come into an archive without a word. */
export async function remarkOnServer(
  { archive }: { readonly archive: { readonly path: string } },
  database: Database,
  server: string,
  errors: Output,
): Promise<void> {
  const last = await findLastServer(database);
  if (last === undefined || originOf(last) === originOf(server)) return;
  errors.write(
    `fleep-archive: ${archive.path} was last synced from ${originOf(last)} and goes on with ${originOf(server)}: ` +
      'where these are not one service, stop, and give the other one an archive of its own.\n',
  );
}

/** Said with --quiet as well: what was to be left out, and is not, may be nobody's business. */
export function remarkOnUnmatched(unmatched: Unmatched, errors: Output): void {
  for (const sentence of describeUnmatched(unmatched)) errors.write(`fleep-archive: ${visibleText(sentence)}\n`);
}

/** Notes something of the run, in one record with what was noted before. */
export const noteRun = ({ journal, runId }: OpenRun, fields: Record<string, unknown>): Promise<unknown> =>
  journal.append({
    call: 'archive/run',
    args: {},
    status: 0,
    records: [ownRecord({ mk_rec_type: 'archive_run', run_id: runId, ...fields })],
  });

/** Loads what the journal has. A segment that is being compressed changes its name, so the load waits for that. */
export async function takeIn({ journal }: Pick<OpenRun, 'journal'>, store: Pick<Store, 'load'>): Promise<void> {
  await journal.settle();
  await store.load(journal.position);
}
