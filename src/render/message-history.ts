// render: the versions of a message → those that a reader is shown, and a line from which the as-of script tells what held when.
// Invariant: times are those of the edits as Fleep gives them, or of the posting. What was never archived is in neither.
import { bareBody } from '../fleep/markup/plain-text.js';
import type { MessageDetails, MessageRow, VersionRow } from './rows.js';

/** A version that said something else than the one after it. */
export interface ShownVersion {
  readonly version: VersionRow;
  readonly next: VersionText;
}

/** What a version says. */
export type VersionText = Pick<VersionRow, 'mk_message_type' | 'message' | 'subject'>;

// An export has the same words in another shape than a crawl.
const saysSame = (a: VersionText, b: VersionText): boolean =>
  bodyOf(a) === bodyOf(b) && (a.subject ?? '') === (b.subject ?? '');

const bodyOf = ({ mk_message_type, message }: VersionText): string =>
  bareBody(mk_message_type ?? 'text', message ?? '');

/** Oldest first; without those that say the same as the version after them, or nothing. */
export function shownVersions(versions: readonly VersionRow[], latest: VersionText): ShownVersion[] {
  return versions.flatMap((version, index) => {
    const next = versions[index + 1] ?? latest;
    return saysSame(version, next) || !version.message ? [] : [{ version, next }];
  });
}

/** The first version with the words of now after the last one with others; undefined when that is the latest. */
export function findFirstOfNow(versions: readonly VersionRow[], latest: VersionText): VersionRow | undefined {
  const lastOther = versions.findLastIndex((version) => !saysSame(version, latest));
  return versions[lastOther + 1];
}

interface State {
  readonly timeMs: number | null;
  readonly text: VersionText;
  readonly is_deleted?: boolean | null | undefined;
  readonly is_pinned?: boolean | null | undefined;
  readonly task_state?: string | null | undefined;
}

/**
 * `1500000000:0 1500000060:0p 1500000120:1`: at each time (seconds since 1970, UTC) the place of the text among the shown versions
 * (the number of them is the latest text), and `p` pinned, `t` open task, `d` done task, or `x` deleted. Before the first time the
 * archive knows of no text. '' for a message that is as it was posted.
 */
export function historyOf(row: MessageRow, details: MessageDetails, versions: readonly VersionRow[]): string {
  if (versions.length === 0 && details.edited_ms == null) return '';
  const latest: VersionText = {
    message: row.message,
    mk_message_type: row.mk_message_type,
    subject: details.subject ?? null,
  };
  const states: State[] = [
    ...versions.map((version) => ({ ...version, timeMs: version.time_ms, text: version })),
    { ...details, timeMs: details.edited_ms ?? row.posted_ms, text: latest },
  ];
  let place = 0;
  const entries = states.flatMap((state, index) => {
    const before = states[index - 1];
    if (before?.text.message && !saysSame(before.text, state.text)) place += 1;
    return state.timeMs === null ? [] : [{ second: Math.floor(state.timeMs / 1000), mark: place + flagsOf(state) }];
  });
  const changes = entries.filter(({ mark }, index) => mark !== entries[index - 1]?.mark);
  return changes.map(({ second, mark }) => `${second}:${mark}`).join(' ');
}

const flagsOf = ({ is_deleted, is_pinned, task_state }: State): string =>
  is_deleted ? 'x' : (is_pinned ? 'p' : '') + (task_state == null ? '' : task_state === 'done' ? 'd' : 't');
