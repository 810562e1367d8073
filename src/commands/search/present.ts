// commands/search: what was found → text for people, or JSON for programs.
// Invariant: text of strangers cannot drive a terminal; marks are the only control characters, and none are in a pipe.
import { visibleText } from '../../lib/format/visible.js';
import type { Piece } from '../../search/excerpt.js';
import type { Finding, Hit } from './found.js';

export interface TextLook {
  /** Whether what was asked for is shown in bold. */
  readonly isBold: boolean;
  /** Makes the address of a page of the site. */
  readonly addressOf: (href: string) => string;
}

const [BOLD, PLAIN] = ['\u001b[1m', '\u001b[22m'];

export async function* findingText(finding: Finding, look: TextLook): AsyncGenerator<string> {
  for await (const hits of finding.hits()) yield hits.map((hit) => `${hitText(hit, look)}\n`).join('');
  yield `${totalText(finding)}\n`;
}

function hitText(hit: Hit, { isBold, addressOf }: TextLook): string {
  const show = (pieces: readonly Piece[]): string =>
    pieces.map(({ text, isMarked }) => markedText(visibleText(text), isBold && isMarked)).join('');
  const time = hit.time === null ? '' : ` · ${minuteText(hit.time)}`;
  const meta = hit.kind === 'conversation' ? 'conversation, latest message' : visibleText(hit.sender);
  const lines = [
    ...(hit.subject.length > 0 ? [show(hit.subject)] : []),
    ...(hit.excerpt.length > 0 ? [show(hit.excerpt)] : []),
    ...hit.files.map((name) => `File: ${show(name)}`),
    addressOf(hit.href),
  ];
  return `${show(hit.title)} · ${meta}${time}\n${lines.map((line) => `  ${line}\n`).join('')}`;
}

const markedText = (text: string, isBold: boolean): string => (isBold ? `${BOLD}${text}${PLAIN}` : text);

/** `2015-07-14T14:05:00Z` → `2015-07-14 14:05 UTC`. */
const minuteText = (time: string): string => `${time.slice(0, -4).replace('T', ' ')} UTC`;

function totalText({ messages, conversations, shown }: Finding): string {
  if (messages + conversations === 0) return 'Nothing was found.';
  const parts = [
    ...(messages > 0 ? [counted(messages, 'message')] : []),
    ...(conversations > 0 ? [counted(conversations, 'conversation')] : []),
  ];
  const found = parts.join(' and ');
  if (shown === messages + conversations || shown === 0) return `${found}.`;
  return `${found}, the first ${shown} shown; --limit all shows all.`;
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

export interface JsonContext {
  readonly query: string;
  readonly order: string;
  /** Undefined where no site was named. */
  readonly urlOf: ((href: string) => string) | undefined;
}

/** One object, which need not be held as a whole. */
export async function* findingJson(finding: Finding, context: JsonContext): AsyncGenerator<string> {
  const { messages, conversations } = finding;
  const { query, order, urlOf } = context;
  const head = { query, order, total: messages + conversations, messages, conversations };
  yield `${JSON.stringify(head, undefined, 2).slice(0, -'\n}'.length)},\n  "results": [`;
  let before = '\n    ';
  for await (const hits of finding.hits()) {
    const objects = hits.map((hit) => JSON.stringify(hitJson(hit, urlOf), undefined, 2).replaceAll('\n', '\n    '));
    yield before + objects.join(',\n    ');
    before = ',\n    ';
  }
  yield finding.shown === 0 ? ']\n}\n' : '\n  ]\n}\n';
}

/** A hit a line. */
export async function* findingNdjson(finding: Finding, { urlOf }: JsonContext): AsyncGenerator<string> {
  for await (const hits of finding.hits()) yield hits.map((hit) => `${JSON.stringify(hitJson(hit, urlOf))}\n`).join('');
}

const hitJson = (hit: Hit, urlOf: JsonContext['urlOf']) => ({
  kind: hit.kind,
  conversation_id: hit.conversation_id,
  title: textOf(hit.title),
  message_nr: hit.message_nr,
  time: hit.time,
  sender: hit.kind === 'conversation' ? null : hit.sender,
  excerpt: markedJson(hit.kind === 'conversation' ? hit.title : hit.excerpt),
  subject: hit.subject.length === 0 ? null : markedJson(hit.subject),
  files: hit.files.map(markedJson),
  href: hit.href,
  ...(urlOf === undefined ? {} : { url: urlOf(hit.href) }),
});

const textOf = (pieces: readonly Piece[]): string => pieces.map(({ text }) => text).join('');

/** The text, and from where to where it is marked, counted in characters (code points). */
function markedJson(pieces: readonly Piece[]): { text: string; marks: [number, number][] } {
  const marks: [number, number][] = [];
  let at = 0;
  for (const { text, isMarked } of pieces) {
    const end = at + [...text].length;
    if (isMarked) marks.push([at, end]);
    at = end;
  }
  return { text: textOf(pieces), marks };
}
