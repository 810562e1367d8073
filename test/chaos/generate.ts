// chaos: schedules made from a seed: one to six rules out of every group of faults that a service, a network or a proxy can have.
import type { Random } from '../support/random.js';
import { CALLS, kindsOf } from './kinds.js';
import type { Rule, Schedule } from './schedule.js';

type Fields = Omit<Rule, 'kind'>;

/** Content without a length or a hash that Fleep tells cannot be told from its beginning: such a file is left alone by what spoils bytes. */
const isFair = ({ kind, path, call, form }: Rule): boolean =>
  !(
    (kind === 'body' || kind === 'truncate' || (kind === 'early_end' && form === 'close')) &&
    (path ?? call ?? 'file').includes('file')
  );

export function randomSchedule(random: Random, seed: number, file: string | undefined, conversation: string): Schedule {
  const kinds = kindsOf(random, file, conversation);
  const groups = Object.keys(kinds);
  const rules = Array.from({ length: random.whole(1, 6) }, () => {
    const rule = random.pick(kinds[random.pick(groups)] ?? []);
    return { ...whichRequests(random, rule), ...rule };
  });
  return { seed, rules: rules.map(fairly) };
}

/** What spoils bytes is for calls. */
const fairly = (rule: Rule): Rule => (isFair(rule) ? rule : { ...rule, path: '/api/' });

function whichRequests(random: Random, rule: Rule): Fields {
  const which = random.pick<Fields>([
    { nth: random.whole(1, 60) },
    { nth: [random.whole(1, 20), random.whole(10, 40), random.whole(20, 80)] },
    { every: random.whole(2, 9) },
    { probability: random.pick([0.05, 0.2, 0.5]), times: random.whole(1, 30) },
    { nth: random.whole(1, 3), call: random.pick(CALLS) },
    { call: random.pick(CALLS), times: random.whole(1, 4) },
  ]);
  if (rule.kind !== 'hide') return which;
  const from = random.whole(1, 40);
  return { nth: Array.from({ length: random.whole(1, 60) }, (_unused, index) => from + index) };
}
