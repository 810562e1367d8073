// chaos: schedules made from a seed: one to six rules out of every group of faults that a service, a network or a proxy can have.
import type { Random } from '../support/random.js';
import type { Rule, Schedule } from './schedule.js';
import { BODY_KINDS, FILE_KINDS } from './spoilers.js';

/** Calls that a sync makes, in about the order in which it makes them. */
const CALLS = [
  'account/login',
  'account/poll',
  'account/sync',
  'contact/sync/all',
  'alias/sync',
  'team/sync',
  'account/sync_reminders',
  'classificators',
  'conversation/list',
  'label/sync_conversations',
  'conversation/sync',
  'conversation/sync_backward',
  'conversation/sync_files',
  'conversation/sync_pins',
  'conversation/show_hooks',
  'team/sync_list',
  'file',
] as const;

type Fields = Omit<Rule, 'kind'>;

const IMPOLITE = [
  '0',
  '3',
  'Wed, 21 Oct 2115 07:28:00 GMT',
  'Wed, 21 Oct 2015 07:28:00 GMT',
  '99999999',
  'soon',
  '-1',
  '',
];
const BUSY = [500, 502, 503, 504, 408, 425];
const NO = [400, 403, 404, 410, 430, 431];
const MOVED = [301, 302, 307];

/** Faults of one kind each, without the requests that they strike. `file`: the path of a file that has a hash. */
function kindsOf(random: Random, file: string | undefined, conversation: string): Readonly<Record<string, Rule[]>> {
  return {
    status: [
      ...BUSY.map((status) => ({ kind: 'status', status })),
      { kind: 'status', status: 503, html: '<h1>Down</h1>', retry_after_s: 2 },
      ...IMPOLITE.map((wait) => ({ kind: 'answer', status: 429, headers: { 'retry-after': wait } })),
      { kind: 'answer', status: 429 },
      { kind: 'status', status: 401 },
      ...NO.map((status) => ({ kind: 'status', status })),
      ...MOVED.flatMap((status) => [
        { kind: 'answer', status, headers: { location: '/api/account/sync' } },
        { kind: 'answer', status, headers: { location: 'http://127.0.0.1:9/elsewhere' } },
      ]),
    ],
    connection: [
      { kind: 'refuse', ms: random.whole(5, 60) },
      { kind: 'reset' },
      { kind: 'reset', after: true },
      { kind: 'reset_body' },
      { kind: 'reset_body', bytes: 0 },
      { kind: 'early_end', form: 'length' },
      { kind: 'early_end', form: 'chunked' },
      { kind: 'drop' },
      { kind: 'drop', after: true },
      { kind: 'drop', bytes: random.whole(0, 300) },
      { kind: 'reuse_close' },
      { kind: 'delay', delay_ms: random.whole(1, 80) },
      { kind: 'stall', at: 'headers', times: 1 },
      { kind: 'stall', at: 'body', times: 1 },
      { kind: 'drip', times: 1 },
    ],
    body: [
      ...BODY_KINDS.filter((as) => as !== 'large').map((as) => ({ kind: 'body', as })),
      { kind: 'body', as: 'large', times: 2 },
      { kind: 'truncate', bytes: random.whole(0, 200) },
      { kind: 'early_end', form: 'close' },
    ],
    paging: [
      { kind: 'repeat' },
      { kind: 'overlap', by: random.whole(1, 9) },
      ...['reversed', 'doubled', 'empty', 'no_cursor', 'never_ends', 'no_list'].map((as) => ({ kind: 'page', as })),
    ],
    world: [
      { kind: 'change', times: 3 },
      { kind: 'resync', call: 'account/poll' },
      { kind: 'hide', conversation, status: random.pick([403, 404, 410, 430]) },
    ],
    session: [
      { kind: 'end_session' },
      {
        kind: 'status',
        call: 'account/login',
        status: random.pick([401, 403, 430, 431, 503]),
        times: random.whole(1, 3),
      },
    ],
    files: [
      ...[403, 404, 410, 500].map((status) => ({ kind: 'status', path: '/file/', status })),
      { kind: 'answer', path: '/file/', status: 302, headers: { location: 'http://127.0.0.1:9/x' } },
      ...(file === undefined ? [] : FILE_KINDS.map((as) => ({ kind: 'file', path: file, as }))),
      { kind: 'reset_body', path: '/file/' },
      { kind: 'early_end', path: '/file/', form: 'length' },
    ],
  };
}

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
