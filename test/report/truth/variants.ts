// test: sets of parameters with which a report is compared: none, single persons, and a few drawn from the world.
import type { Report } from '../../../src/report/catalog.js';
import type { Random } from '../../support/random.js';
import type { Facts } from './facts.js';
import { dayOf, type Given } from './tools.js';

export function variantsFor(random: Random, report: Report, facts: Facts): Given[] {
  const known = (given: Given): Given =>
    Object.fromEntries(Object.entries(given).filter(([name]) => report.parameters.some((one) => one.name === name)));
  const some = (given: Given): Given =>
    known(Object.fromEntries(Object.entries(given).filter(([name]) => name === 'min_group' || random.chance(0.4))));
  const drawn = () => some(drawnFrom(random, facts));
  const all = [{}, known({ min_group: '1', days: '10', limit: '1000' }), drawn(), drawn()];
  return [...new Map(all.map((given) => [JSON.stringify(given), given])).values()];
}

function drawnFrom(random: Random, facts: Facts): Given {
  const times = facts.talk.flatMap((one) => (one.posted === null ? [] : [one.posted])).sort((a, b) => a - b);
  const [from, to] = [random.whole(0, times.length), random.whole(0, times.length)].sort((a, b) => a - b);
  const titles = [...facts.title].flat();
  const people = [...facts.person].flat();
  return {
    since: dayOf(times[from ?? 0] ?? 0) ?? '',
    until: dayOf(times[to ?? 0] ?? times.at(-1) ?? 0) ?? '',
    ...(titles.length > 0 ? { conversation: random.pick(titles).slice(0, 40) } : {}),
    ...(people.length > 0 ? { person: random.pick(people) } : {}),
    team: random.pick(['garden', 'team-2', 'gUa', 'nobody']),
    timezone: random.pick(['Europe/Tallinn', 'America/St_Johns', 'Asia/Kathmandu']),
    as_of: dayOf(times[to ?? 0] ?? 0) ?? '',
    min_group: random.pick(['1', '2', '3']),
    limit: random.pick(['1', '4']),
    days: random.pick(['0', '3', '20']),
    within_hours: random.pick(['0', '1', '100']),
    quiet_hours: random.pick(['1', '48']),
    from_hour: random.pick(['0', '11', '20']),
    to_hour: random.pick(['6', '12', '24']),
    workdays: random.pick(['7123', '6']),
    sample: random.pick(['0', '7', '40']),
  };
}
