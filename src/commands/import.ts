// commands: import – takes over a history that Fleep or dumper.py wrote into a file: inspect → journal → load → attachments → load.
// Invariant: a file that is no history changes nothing; however a run ends, what the journal has is loaded and published, and the same
// command goes on from there.
import { appendHistory, noteImported } from '../import/append.js';
import { AttachmentSearch } from '../import/attachments.js';
import { noteBegun, noteDamage, type OpenDamage } from '../import/damage.js';
import { filesBelow, filesOfZip, requireAttachments } from '../import/found-files.js';
import { closeGaps, noteMissing } from '../import/gaps.js';
import { type Inspected, inspectFile } from '../import/inspect.js';
import { type ImportFile, openFile } from '../import/source.js';
import type { StoreKind } from '../journal/archive-folder.js';
import {
  ArchiveError,
  ExitCode,
  firstOf,
  interruptedError,
  isNoSpace,
  noSpaceError,
  reasonOf,
  throwAfter,
  usageError,
} from '../lib/errors.js';
import { keepHeapSmall } from '../lib/heap.js';
import type { JsonDamage } from '../lib/json-stream.js';
import { progressFor, type StartTask } from '../lib/progress.js';
import { version } from '../lib/version.js';
import { openKnownFiles, readImportProgress, readOpenDamage } from '../store/import-plan.js';
import { addedTo, readTotals } from '../store/plan.js';
import { type OpenImport, openImport } from './import-archive.js';
import { describeImport, type ImportSummary } from './import-summary.js';
import { cutField, cutNote, tellCut } from './journal-cut.js';
import type { Output } from './output.js';
import { noteRun, takeIn } from './run-notes.js';

export interface ImportOptions {
  readonly file: string;
  readonly archive: string;
  /** Folder with attachments. */
  readonly files?: string | undefined;
  readonly store?: StoreKind | undefined;
  readonly quiet: boolean;
  readonly json: boolean;
  readonly signal: AbortSignal;
}

/** Runs one import. Resolves with 0, or with 3 when something that should be in the archive is not. */
export async function importCommand(options: ImportOptions, out: Output = process.stdout): Promise<ExitCode> {
  keepHeapSmall();
  try {
    if (options.files !== undefined) await requireAttachments(options.files);
    const file = await openFile(options.file, options.signal);
    const histories = await inspectFile(file, options.signal);
    await using open = await openImport(options.archive, options.store);
    tellCut(open.journal);
    const summary = await runImport(open, file, histories, options);
    const text = options.json ? `${JSON.stringify(summary, undefined, 2)}\n` : describeImport(summary);
    out.write(options.quiet && !options.json ? '' : text);
    return summary.exit_code;
  } catch (error) {
    throw explain(error, options);
  }
}

async function runImport(
  open: OpenImport,
  file: ImportFile,
  histories: readonly Inspected[],
  options: ImportOptions,
): Promise<ImportSummary> {
  const started = new Date().toISOString();
  const { database } = open.store;
  await takeIn(open, open.store);
  const before = await readTotals(database);
  const begun = await beginTexts(open, file, histories);
  const account_id = histories.find(({ ownerId }) => ownerId !== undefined)?.ownerId ?? null;
  await noteRun(open, { started_time: started, account_id, version, ...cutField(open.journal.cut) });
  // What reads the tables of a run that is killed knows of it too.
  await takeIn(open, open.store);
  const startTask = progressFor(process.stderr, options.quiet);
  const taken = await takeOver(open, file, begun, options, startTask).catch(async (error: unknown) => {
    const outcome = options.signal.aborted ? 'interrupted' : reasonOf(error);
    return throwAfter(error, () => finish(open, codeOf(error, options.signal), outcome));
  });
  const totals = await readTotals(database);
  const exit_code = (totals.open_gaps ?? 0) > 0 ? ExitCode.gaps : ExitCode.complete;
  await finish(open, exit_code, exit_code === ExitCode.complete ? 'complete' : 'finished with gaps');
  return {
    run_id: open.runId,
    archive: options.archive,
    file: file.name,
    sha256: file.sha256,
    format: histories[0]?.format ?? 'history',
    account_id,
    started,
    ended: new Date().toISOString(),
    ...taken,
    exit_code,
    journal_cut: cutNote(open.journal.cut),
    totals,
    added: addedTo(before, totals),
  };
}

interface BegunText extends Inspected {
  /** Of its cursors. */
  readonly scope: string;
  readonly progress: Awaited<ReturnType<typeof readImportProgress>>;
}

interface BegunTexts {
  readonly texts: readonly BegunText[];
  /** Open gaps of texts, those of these as well. */
  readonly openDamage: readonly OpenDamage[];
}

/** Before the run itself is noted: however early it is killed, the gaps say that it did not come to its end. */
async function beginTexts(
  { journal, store }: OpenImport,
  file: ImportFile,
  histories: readonly Inspected[],
): Promise<BegunTexts> {
  const known = await readOpenDamage(store.database);
  const texts: BegunText[] = [];
  for (const history of histories) {
    const scope = `import/${file.sha256}/${history.candidate.index}`;
    texts.push({ ...history, scope, progress: await readImportProgress(store.database, scope) });
  }
  const unfinished = texts.filter(({ progress }) => !progress.isDone);
  const places = unfinished.map((text) => ({ ...placeOf(file, text), ...text }));
  return { texts, openDamage: [...known, ...(await noteBegun(journal, places, known))] };
}

const placeOf = ({ name, sha256 }: ImportFile, { candidate: { index, entry } }: Inspected) => ({
  file: name,
  sha256,
  index,
  entry,
});

async function takeOver(
  open: OpenImport,
  file: ImportFile,
  { texts, openDamage }: BegunTexts,
  options: ImportOptions,
  startTask: StartTask,
) {
  let [records, unreadable] = [0, 0];
  let damaged: Damaged | undefined;
  const task = startTask(
    'Records',
    texts.reduce((sum, text) => sum + text.records, 0),
  );
  for (const text of texts) {
    const read = await takeHistory(open, file, text, { openDamage, signal: options.signal, onRecords: task.add });
    records += read.records;
    unreadable += read.unreadable;
    damaged ??= read.damaged;
  }
  task.end();
  await takeIn(open, open.store);
  const found = await takeAttachments(open, file, options, startTask);
  await takeIn(open, open.store);
  if (damaged !== undefined) throw usageError(whatToDo(options, damaged, records));
  return { records, unreadable, ...found };
}

interface TakeContext {
  readonly openDamage: readonly OpenDamage[];
  readonly signal: AbortSignal;
  readonly onRecords: (count: number) => void;
}

async function takeHistory(
  { journal }: OpenImport,
  file: ImportFile,
  text: BegunText,
  { openDamage, signal, onRecords }: TakeContext,
) {
  const { candidate, format, scope, progress } = text;
  const { entry } = candidate;
  const args = { file: file.name, sha256: file.sha256, ...(entry === '' ? {} : { entry }), format };
  const options = { journal, args, scope, written: progress.records, signal, onRecords };
  const appended = await appendHistory(candidate, options);
  if (appended.records !== text.records) {
    throw new ArchiveError(`${file.path} changed while it was read: run the same command again.`, {
      exitCode: ExitCode.unexpected,
    });
  }
  await noteDamage(journal, placeOf(file, text), appended, openDamage);
  if (!progress.isDone) await noteImported(options, appended);
  const { damage, unreadable } = appended;
  const damaged = damage && { ...damage, entry };
  return { records: appended.records, unreadable: unreadable.count, damaged };
}

interface Damaged extends JsonDamage {
  /** Of a zip; else ''. */
  readonly entry: string;
}

function whatToDo({ file, archive }: ImportOptions, { entry, at, reason }: Damaged, records: number): string {
  return (
    `${file}${entry === '' ? '' : `: ${entry}`} breaks off at byte ${at} (${reason}); the ${records} records before that are in ${archive}: ` +
    'get the file whole and import it again, nothing will be there twice.'
  );
}

// Each is a sentence that somebody reads.
const MOST_UNREADABLE = 1000;

async function takeAttachments(
  open: OpenImport,
  file: ImportFile,
  { files, signal }: ImportOptions,
  startTask: StartTask,
) {
  const { archive, journal, store } = open;
  const task = startTask('Attachments');
  let attachments = 0;
  const unreadable: string[] = [];
  const onUnreadable = (what: string) => unreadable.length < MOST_UNREADABLE && unreadable.push(what);
  const search = new AttachmentSearch({
    archive: archive.path,
    journal,
    args: { file: file.name, sha256: file.sha256 },
    wanted: await openKnownFiles(store.database),
    signal,
    onFound: () => {
      attachments += 1;
      task.add(1);
    },
    onUnreadable,
  });
  if (file.isZip) await search.lookThrough(filesOfZip(file.path));
  if (files !== undefined) await search.lookThrough(filesBelow(files, onUnreadable));
  await search.end();
  task.end();
  await takeIn(open, open.store);
  const known = await openKnownFiles(store.database);
  await noteMissing(journal, await known.missing(), search.mismatches, whyMissing(file, unreadable));
  await closeGaps(journal, await known.filledGaps());
  return { attachments, unreadable_files: unreadable };
}

function whyMissing({ name }: ImportFile, unreadable: readonly string[]): string {
  const [first] = unreadable;
  const why = first === undefined ? '' : `, some of which cannot be read (${first})`;
  return `not among the files that came with ${name}${why}`;
}

async function finish(open: OpenImport, exitCode: ExitCode, outcome: string): Promise<void> {
  await noteRun(open, { ended_time: new Date().toISOString(), exit_code: exitCode, outcome });
  await takeIn(open, open.store);
  await open.store.publish();
}

function codeOf(error: unknown, signal: AbortSignal): ExitCode {
  if (signal.aborted) return ExitCode.interrupted;
  if (error instanceof ArchiveError) return error.exitCode;
  return isNoSpace(error) ? ExitCode.noSpace : ExitCode.unexpected;
}

/** The same failure as a sentence for the user; errors that are one already, and bugs, as they are. */
function explain(failure: unknown, { archive, signal }: ImportOptions): unknown {
  const error = firstOf(failure);
  if (error instanceof ArchiveError) return error;
  switch (codeOf(error, signal)) {
    case ExitCode.interrupted:
      return interruptedError(`Stopped; what was taken over is in ${archive}: run the same command to go on.`, error);
    case ExitCode.noSpace:
      return noSpaceError(`No space left for ${archive}: make room and run the same command again to go on.`, error);
    default:
      return error;
  }
}
