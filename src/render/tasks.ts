// render: the pieces of work that threads take, whichever thread it is.
// Invariant: buckets and times of the search index are merged when all units are done; reports need nothing of the others.
import type { Database } from '../store/database.js';
import { withRoom } from '../store/room.js';
import { renderUnit } from './conversation-pages.js';
import type { RenderContext } from './render-context.js';
import { type ReportPicture, renderReport } from './reports.js';
import { indexUnit } from './search/index-unit.js';
import { type Buckets, type MergedBucket, mergeBuckets, mergeTimes } from './search/merge.js';
import { runsOf } from './search/site-index.js';
import type { UnitResult, WorkUnit } from './units.js';

export type Task =
  /** `index` makes no page of the unit. */
  | { readonly kind: 'unit' | 'index'; readonly unit: WorkUnit }
  | { readonly kind: 'buckets'; readonly buckets: Buckets; readonly documents: number }
  | { readonly kind: 'times'; readonly documents: number }
  | { readonly kind: 'report'; readonly name: string };

export type TaskResult =
  | { readonly kind: 'unit'; readonly result: UnitResult }
  | { readonly kind: 'buckets'; readonly buckets: Buckets; readonly merged: readonly MergedBucket[] }
  /** Of each chunk, how many documents each of its pages of texts holds. */
  | { readonly kind: 'times'; readonly pages: readonly (readonly number[])[] }
  | { readonly kind: 'report'; readonly name: string; readonly picture: ReportPicture | undefined };

export async function runTask(task: Task, context: RenderContext): Promise<TaskResult> {
  if ('unit' in task) {
    const make = task.kind === 'unit' ? renderUnit : indexUnit;
    const work = (database: Database) => make(task.unit, { ...context, database });
    return { kind: 'unit', result: await withRoom(context.database, context.archive, work) };
  }
  if (task.kind === 'report') {
    return { kind: 'report', name: task.name, picture: await renderReport(task.name, context) };
  }
  const { documents } = task;
  const { runs, writer } = runsOf(context.folder);
  if (task.kind === 'times') return { kind: 'times', pages: mergeTimes(runs, documents, writer) };
  return { kind: 'buckets', buckets: task.buckets, merged: mergeBuckets(runs, task.buckets, documents, writer) };
}

/** Tasks that nobody has taken yet. */
export class TaskQueue {
  readonly #waiting: Task[];

  constructor(tasks: readonly Task[] = []) {
    this.#waiting = [...tasks];
  }

  /** Adds units before what waits, the largest first, so that no thread is left alone with a large one at the end. */
  addUnits(units: readonly WorkUnit[], kind: 'unit' | 'index' = 'unit'): void {
    const sorted = [...units].sort((a, b) => b.messages - a.messages);
    this.#waiting.unshift(...sorted.map((unit): Task => ({ kind, unit })));
  }

  take(): Task | undefined {
    return this.#waiting.shift();
  }

  /** Leaves nothing to take: after a failure all threads stop at their next task. */
  clear(): void {
    this.#waiting.length = 0;
  }
}
