// render: the pieces of work that threads take, whichever thread it is.
// Invariant: units come first; buckets of the search index are merged when all units are done, and reports are run beside that.
import type { Database } from '../store/database.js';
import { withRoom } from '../store/room.js';
import { renderUnit } from './conversation-pages.js';
import type { RenderContext } from './render-context.js';
import { type ReportPicture, renderReport } from './reports.js';
import { indexUnit } from './search/index-unit.js';
import { type Buckets, type MergedBucket, mergeBuckets } from './search/merge.js';
import { bucketsOf } from './search/site-index.js';
import type { UnitResult, WorkUnit } from './units.js';

export type Task =
  /** `index` makes no page of the unit. */
  | { readonly kind: 'unit' | 'index'; readonly unit: WorkUnit }
  | { readonly kind: 'buckets'; readonly buckets: Buckets; readonly documents: number }
  | { readonly kind: 'report'; readonly name: string };

export type TaskResult =
  | { readonly kind: 'unit'; readonly result: UnitResult }
  | { readonly kind: 'buckets'; readonly buckets: Buckets; readonly merged: readonly MergedBucket[] }
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
  const { buckets, documents } = task;
  const { runs, writer } = bucketsOf(context.folder);
  return { kind: 'buckets', buckets, merged: mergeBuckets(runs, buckets, documents, writer) };
}

/** Tasks that nobody has taken yet. */
export class TaskQueue {
  readonly #waiting: Task[];

  constructor(tasks: readonly Task[]) {
    this.#waiting = [...tasks];
  }

  /** Units, the largest first, so that no thread is left alone with a large one at the end. */
  static ofUnits(units: readonly WorkUnit[], kind: 'unit' | 'index' = 'unit'): TaskQueue {
    const sorted = [...units].sort((a, b) => b.messages - a.messages);
    return new TaskQueue(sorted.map((unit) => ({ kind, unit })));
  }

  take(): Task | undefined {
    return this.#waiting.shift();
  }

  /** Leaves nothing to take: after a failure all threads stop at their next task. */
  clear(): void {
    this.#waiting.length = 0;
  }
}
