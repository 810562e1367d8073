// chaos: a schedule of faults, as it stands in a file: `seed` and `rules`. The practice server plays the kinds that it knows
// (docs/emulator.md, faults), the proxy in front of it all others; which requests a rule strikes is said the same way for both.
// Invariant: the same schedule and the same requests give the same faults.
import { randomFrom } from '../support/random.js';

/** What a rule of either kind has in common. */
export interface Rule {
  readonly kind: string;
  /** Requests that it fits: all, those of a call (`conversation/sync`, `file`), those whose path begins so. */
  readonly call?: string;
  readonly path?: string;
  /** Of those it strikes these numbers, from 1, or every so many, or by chance; without any, all. */
  readonly nth?: number | readonly number[];
  readonly every?: number;
  readonly probability?: number;
  readonly times?: number;
  readonly [parameter: string]: unknown;
}

export interface Schedule {
  readonly seed: number;
  readonly rules: readonly Rule[];
}

const SERVER_KINDS = new Set(['status', 'drop', 'truncate', 'delay', 'end_session', 'resync']);

export const forServer = ({ seed, rules }: Schedule): Schedule => ({
  seed,
  rules: rules.filter(({ kind }) => SERVER_KINDS.has(kind)),
});

export const forProxy = ({ seed, rules }: Schedule): Schedule => ({
  seed,
  rules: rules.filter(({ kind }) => !SERVER_KINDS.has(kind)),
});

const ID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;

/** `/api/conversation/sync/ID` → `conversation/sync`; of a file the first part of its path. */
export function callOf(path: string): string {
  const parts = (path.split('?', 1)[0] ?? '').split('/').filter((part) => part !== '');
  if (parts[0] !== 'api') return parts[0] ?? '';
  return parts
    .slice(1)
    .filter((part) => !ID.test(part))
    .join('/');
}

/** Says of each request which rule strikes it: the first in the list decides, and all that fit count it. */
export function strikerOf({ seed, rules }: Schedule): (path: string) => Rule | undefined {
  const states = rules.map((rule, index) => ({ rule, count: 0, hits: 0, random: randomFrom(seed * 1000 + index) }));
  return (path) => {
    let struck: Rule | undefined;
    for (const state of states.filter(({ rule }) => fits(rule, path))) {
      state.count += 1;
      const isDue = strikes(state.rule, state.count, () => state.random.next());
      if (struck !== undefined || !isDue || state.hits >= (state.rule.times ?? Number.POSITIVE_INFINITY)) continue;
      state.hits += 1;
      struck = state.rule;
    }
    return struck;
  };
}

const fits = ({ call, path: beginning }: Rule, path: string): boolean =>
  (call === undefined || call === callOf(path)) && (beginning === undefined || path.startsWith(beginning));

function strikes({ nth, every, probability }: Rule, count: number, chance: () => number): boolean {
  if (nth !== undefined) return [nth].flat().includes(count);
  if (every !== undefined) return count % every === 0;
  return probability === undefined || chance() < probability;
}

/** A schedule with as few rules as still fail. */
export async function shrink(schedule: Schedule, fails: (smaller: Schedule) => Promise<boolean>): Promise<Schedule> {
  let kept = schedule;
  for (let at = 0; at < kept.rules.length; ) {
    const smaller = { ...kept, rules: kept.rules.toSpliced(at, 1) };
    if (await fails(smaller)) kept = smaller;
    else at += 1;
  }
  return kept;
}
