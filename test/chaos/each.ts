// chaos: one fault alone, at one page of one call: the first, a middle one and the last, as a clean sync of the scene asks for them.
// Left out: what is no fault there, since it changes nothing in the answer (the order of an answer without a list); kinds that are of
// one call by their nature, anywhere else.
import { isDeepStrictEqual } from 'node:util';
import { type Random, randomFrom } from '../support/random.js';
import { DEEP } from './each-worlds.js';
import { familyOf, kindsOf, labelOf } from './kinds.js';
import type { Exchange } from './proxy.js';
import { exchangesOf, SCENES, type Scene } from './scenes.js';
import type { Rule } from './schedule.js';
import { spoilers } from './spoilers.js';

export interface Combination {
  readonly name: string;
  readonly scene: Scene;
  readonly rule: Rule;
  /** Requests of the call, and of all calls, when nothing goes wrong. */
  readonly asked: number;
  readonly all: number;
}

const RULES = Object.values(kindsOf(randomFrom(1), '/file/', DEEP)).flat();

/** Every call that a sync makes in any scene. */
export interface Plan {
  readonly calls: ReadonlySet<string>;
  readonly combinations: readonly Combination[];
}

/** All combinations. */
export async function planAll(): Promise<Plan> {
  const calls = new Set<string>();
  const combinations: Combination[] = [];
  for (const scene of SCENES) {
    const exchanges = await exchangesOf(scene);
    const all = [...exchanges.values()].reduce((sum, { length }) => sum + length, 0);
    for (const [call, ofCall] of exchanges) {
      calls.add(call);
      if (scene.has(call)) combinations.push(...ofOneCall(scene, call, ofCall, all));
    }
  }
  return { calls, combinations };
}

function ofOneCall(scene: Scene, call: string, exchanges: readonly Exchange[], all: number): Combination[] {
  return [...positionsOf(exchanges.length)].flatMap(([nth, position]) =>
    RULES.filter((rule) => isAFault(rule, call, exchanges, nth)).map((rule) => ({
      name: `${scene.name} ${call} ${position}: ${nameOf(rule)}`,
      scene,
      rule: at(call, nth, rule),
      asked: exchanges.length,
      all,
    })),
  );
}

/** The first `count` of all in an order of chance in which every family of kinds has its turn at every page before any comes again. */
export function choose(combinations: readonly Combination[], count: number, random: Random): Combination[] {
  const turns = new Map<string, number>();
  return combinations
    .map((one) => ({ one, chance: random.next() }))
    .sort((a, b) => a.chance - b.chance)
    .map(({ one, chance }) => {
      const place = `${one.scene.name} ${one.rule.call} ${one.rule.nth} ${familyOf(one.rule)}`;
      const turn = turns.get(place) ?? 0;
      turns.set(place, turn + 1);
      return { one, order: turn + chance };
    })
    .sort((a, b) => a.order - b.order)
    .slice(0, count)
    .map(({ one }) => one);
}

const positionsOf = (count: number): Map<number, string> =>
  new Map([
    [1, 'first'],
    ...(count > 1 ? [[count, 'last'] as const] : []),
    ...(count > 2 ? [[Math.ceil(count / 2), 'middle'] as const] : []),
  ]);

const at = (call: string, nth: number, { path: _path, ...rule }: Rule): Rule => ({ ...rule, call, nth, times: 1 });

const nameOf = ({ headers, ...rule }: Rule): string =>
  `${labelOf(rule)}${headers === undefined ? '' : ` ${JSON.stringify(headers)}`}`;

function isAFault(rule: Rule, call: string, exchanges: readonly Exchange[], nth: number): boolean {
  if (rule.call !== undefined && rule.call !== call) return false;
  if (rule.path !== undefined && call !== 'file') return false;
  const spoil = spoilers();
  for (const { asked, answered } of exchanges.slice(0, nth - 1)) spoil.note(asked.path, answered);
  const spoiler = spoil.of(rule);
  const exchange = exchanges[nth - 1];
  if (spoiler === undefined || exchange === undefined) return true;
  const { asked, answered } = exchange;
  return spoiler.ask(asked) !== asked || !isDeepStrictEqual(spoiler.answer(answered, asked), answered);
}
