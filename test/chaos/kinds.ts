// chaos: every kind of fault that a service, a network or a proxy can have, by group, each as a rule that does not say yet which requests
// it strikes. docs/reliability.md lists them; a test holds the two together.
import type { Random } from '../support/random.js';
import type { Rule } from './schedule.js';
import { BODY_KINDS, FILE_KINDS } from './spoilers.js';

/** Calls that a sync makes, in about the order in which it makes them. */
export const CALLS = [
  'account/login',
  'account/poll',
  'account/sync',
  'contact/sync/all',
  'alias/sync',
  'account/sync_teams',
  'account/sync_reminders',
  'classificators',
  'conversation/list',
  'label/sync_conversations',
  'search',
  'conversation/sync',
  'conversation/sync_backward',
  'conversation/sync_files',
  'conversation/sync_pins',
  'conversation/show_hooks',
  'conversation/sync_teams',
  'file',
] as const;

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

/** `file`: the path of a file that has a hash. */
export function kindsOf(
  random: Random,
  file: string | undefined,
  conversation: string,
): Readonly<Record<string, Rule[]>> {
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

/** A kind in a few words: `status 503`, `answer 429`, `page empty`. */
export const labelOf = ({ kind, status, as, at, form, after }: Rule): string =>
  [kind, kind === 'hide' ? undefined : status, as, at, form, after === true ? 'after' : undefined]
    .filter((part) => part !== undefined)
    .join(' ');

/** What a client is to make of a kind that strikes once. */
export type Answer = 'again' | 'come back' | 'sign in' | 'refused' | 'lied to';

const LIES = new Set(['page', 'repeat', 'overlap', 'hide', 'resync', 'change']);
const LIES_IN_BODIES = new Set(['wrong_shape', 'no_fields']);

/** Of `IMPOLITE`: nothing that a run waits for. */
const LONG = new Set(['99999999', 'Wed, 21 Oct 2115 07:28:00 GMT']);

const waitOf = ({ headers }: Rule): string =>
  typeof headers === 'object' && headers !== null && 'retry-after' in headers ? String(headers['retry-after']) : '';

export function answerTo(rule: Rule): Answer {
  const { kind, status, as } = rule;
  if (LIES.has(kind) || (kind === 'body' && LIES_IN_BODIES.has(String(as)))) return 'lied to';
  if (kind === 'end_session' || status === 401) return 'sign in';
  if (LONG.has(waitOf(rule))) return 'come back';
  return NO.includes(Number(status)) || MOVED.includes(Number(status)) ? 'refused' : 'again';
}

/** Kinds that differ in nothing but a number or an address: `answer 429` in all its forms, `busy`, `no`, `moved`. */
export function familyOf(rule: Rule): string {
  const status = Number(rule.status);
  if (BUSY.includes(status)) return 'busy';
  if (NO.includes(status)) return 'no';
  return MOVED.includes(status) ? 'moved' : labelOf(rule);
}
