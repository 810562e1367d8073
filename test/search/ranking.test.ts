// Ranking shows what sorting everything by all that is known would show, and asks for few times.
import { describe, expect, it } from 'vitest';
import { DocumentSet } from '../../src/search/document-set.js';
import type { Evaluation } from '../../src/search/evaluate.js';
import { TIMES_A_BLOCK } from '../../src/search/index-files.js';
import { type Order, type Ranked, rank } from '../../src/search/ranking.js';
import { dayNumberOf } from '../../src/search/times.js';
import { chooseSeed, randomFrom } from '../support/random.js';

const seed = chooseSeed();
const ORDERS: readonly Order[] = ['relevance', 'newest', 'oldest'];
const NO_WORDS = { tokens: [], isPrefix: false } as const;

/** Documents with times; what was not loaded cannot be asked for. */
class Times implements Ranked {
  readonly blocks = new Set<number>();
  hasDays = false;
  readonly minutes: readonly number[];
  readonly messages: number;

  constructor(minutes: readonly number[], messages: number) {
    this.minutes = minutes;
    this.messages = messages;
  }

  spanOf(block: number): [number, number] {
    const some = this.minutes.slice(block * TIMES_A_BLOCK, (block + 1) * TIMES_A_BLOCK);
    return [Math.min(...some), Math.max(...some)];
  }

  async loadTimes(blocks: readonly number[]): Promise<void> {
    for (const block of blocks) this.blocks.add(block);
  }

  minuteOf(document: number): number {
    expect(this.blocks).toContain(Math.floor(document / TIMES_A_BLOCK));
    return this.minutes[document] ?? 0;
  }

  async loadDays(): Promise<void> {
    this.hasDays = true;
  }

  dayOf(document: number): number {
    expect(this.hasDays).toBe(true);
    return dayNumberOf(this.minutes[document] ?? 0);
  }
}

const TOTAL = 80 * TIMES_A_BLOCK;
const MESSAGES = TOTAL - 500;
const COUNT = 10;

function setOf(random: () => number, share: number): DocumentSet {
  return DocumentSet.of(TOTAL, (add) => {
    for (let document = 0; document < TOTAL; document += 1) if (random() < share) add(document);
  });
}

function evaluationOf(sets: readonly DocumentSet[]): Evaluation {
  const wanted = sets.map((set) => [{ kind: 'words', ...NO_WORDS }, set] as const);
  const all = sets.reduce((a, b) => a.or(b));
  return { sure: all, possible: all, holds: () => true, wanted };
}

/** Everything sorted, as a reader would who has all the time there is. */
function sorted({ wanted, possible }: Evaluation, order: Order, { minutes }: Times): number[] {
  const weights = wanted.map(([, set]) => Math.log(1 + set.total / (1 + set.size)));
  const key = (document: number): number[] => {
    const time = order === 'oldest' ? (minutes[document] ?? 0) : -(minutes[document] ?? 0);
    if (order !== 'relevance') return [time, document];
    const score = wanted.reduce((sum, [, set], index) => sum + (set.has(document) ? (weights[index] ?? 0) : 0), 0);
    return [-score, document < MESSAGES ? 1 : 0, time, document];
  };
  const keys = [...possible].map((document) => [document, key(document)] as const);
  keys.sort(([, a], [, b]) => a.map((one, index) => one - (b[index] ?? 0)).find((difference) => difference !== 0) ?? 0);
  return keys.map(([document]) => document);
}

describe.each(ORDERS)('documents by %s', (order) => {
  it.each([0.0001, 0.002, 0.03, 0.5])(
    `come as if all were sorted, a share of %s found, SEED=${seed}`,
    async (share) => {
      const random = randomFrom(seed).next;
      // Some blocks span all the time there is, as those of many small conversations do.
      const minutes = Array.from({ length: TOTAL }, (_, document) => {
        const block = Math.floor(document / TIMES_A_BLOCK);
        return Math.floor(block % 3 === 0 ? document * 4 + random() * 40 : random() * TOTAL * 4);
      });
      const evaluation = evaluationOf([setOf(random, share), setOf(random, share / 9)]);
      const times = new Times(minutes, MESSAGES);
      const first = await rank(evaluation.possible, COUNT, order, evaluation, times);
      expect(first).toEqual(sorted(evaluation, order, times).slice(0, COUNT));
      if (share > 0.01) expect(times.blocks.size).toBeLessThan(60);
    },
  );
});
