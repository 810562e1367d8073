// fleep/markup: typed text → message XML, the way that the service stores what is sent (fleep-wire.md section 5.3).
// Invariant: the result is one well-formed `msg` element for any input; a block (quote, preformatted) never crosses a
// paragraph, and each typed line keeps its place.
import { encodeInline, encodePlain, escapeXml, type FindMention } from './encode-inline.js';

/** A file that the message shows: `key` is the attachment_id of its file record. */
export interface AttachedFile {
  key: string;
  name: string;
}

export interface EncodeOptions {
  /** Account id for the name after an `@`, or undefined when it is no member. */
  findMention?: FindMention;
  files?: readonly AttachedFile[];
}

/** `start`: nothing in the paragraph yet. `gap`: an empty line was read, the paragraph ends if more text comes. */
type State = 'start' | 'text' | 'quote' | 'afterPre' | 'gap';

/** What has to be written before a line of normal text or a preformatted block, by the state that it meets. */
const BEFORE_TEXT: Record<State, string> = {
  start: '',
  text: '<br/>',
  quote: '<br/></q>',
  afterPre: '',
  gap: '</p><p>',
};
const BEFORE_QUOTE: Record<State, string> = {
  start: '<q>',
  text: '<br/><q>',
  quote: '<br/>',
  afterPre: '<q>',
  gap: '</p><p><q>',
};
/** The same for an empty line, and for the end of the message. */
const AT_EMPTY: Record<State, string> = { start: '<br/>', text: '', quote: '</q>', afterPre: '', gap: '<br/>' };
const AT_END: Record<State, string> = { start: '', text: '', quote: '</q>', afterPre: '', gap: '<br/>' };

const PRE_FENCE = ':::';
const QUOTE_TO_END = /^(?:-- $|--- ?(?:forwarded|original) message ?---|\*?From\*?: )/i;
const QUOTE_HEADER = /(?:wrote|writes|écrit ?):$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the service drops exactly these on input
const DROPPED = /[\u0000-\u0008\u000b-\u001f]/g;

const isQuoteStart = (line: string, next: string | undefined) =>
  line.startsWith('>') || (next?.startsWith('>') === true && isQuoteHeader(line.trimEnd()));

const isQuoteHeader = (line: string) => QUOTE_HEADER.test(line) || isGermanQuoteHeader(line);

/** `Am … schrieb …:` A pattern of that would try each of many `schrieb` with each of many colons. */
function isGermanQuoteHeader(line: string): boolean {
  return line.startsWith('Am ') && line.endsWith(':') && line.includes('schrieb', 3) && !/[\u2028\u2029]/.test(line);
}

/** The lines of a text; a newline at the very end closes the last line and opens none. */
function linesOf(text: string): string[] {
  const lines = text.replace(DROPPED, '').split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

class BlockWriter {
  readonly #lines: readonly string[];
  readonly #inline: (line: string) => string;
  #out = '';
  #state: State = 'start';
  #at = 0;

  constructor(lines: readonly string[], inline: (line: string) => string) {
    this.#lines = lines;
    this.#inline = inline;
  }

  /** Content of all paragraphs, without the outer `<p>` and `</p>`. */
  write(): string {
    while (this.#at < this.#lines.length) this.#writeBlock(this.#lines[this.#at] ?? '');
    return this.#out + AT_END[this.#state];
  }

  #writeBlock(line: string): void {
    if (line === PRE_FENCE) this.#writePre();
    else if (QUOTE_TO_END.test(line)) this.#writeQuoteToEnd();
    else if (isQuoteStart(line, this.#lines[this.#at + 1])) this.#put(BEFORE_QUOTE, 'quote', line);
    else if (line.trim() === '') this.#put(AT_EMPTY, this.#state === 'start' ? 'start' : 'gap', '');
    else if (line === '---' && this.#state === 'quote') this.#put(BEFORE_QUOTE, 'quote', line);
    else this.#put(BEFORE_TEXT, 'text', line);
  }

  #put(before: Record<State, string>, next: State, line: string): void {
    this.#out += before[this.#state] + this.#inline(line);
    this.#state = next;
    this.#at += 1;
  }

  #writePre(): void {
    const close = this.#lines.indexOf(PRE_FENCE, this.#at + 1);
    const end = close === -1 ? this.#lines.length : close;
    const code = this.#lines.slice(this.#at + 1, end).map((line) => `${encodePlain(line)}\n`);
    const fence = end + 1 < this.#lines.length ? ':::\n' : ':::';
    this.#out += `${BEFORE_TEXT[this.#state]}<pre flp=":::&#10;" fls="${escapeXml(fence)}">${code.join('')}</pre>`;
    this.#state = 'afterPre';
    this.#at = end + 1;
  }

  /** Signatures and forwarded mail: the quote takes everything that follows, empty lines too. */
  #writeQuoteToEnd(): void {
    const rest = this.#lines.slice(this.#at).map((line) => this.#inline(line));
    this.#out += BEFORE_QUOTE[this.#state] + rest.join('<br/>');
    this.#state = 'quote';
    this.#at = this.#lines.length;
  }
}

/** The XML of a message from its typed text and its files. Never throws: any text has an encoding. */
export function encodeMessage(text: string, options: EncodeOptions = {}): string {
  const findMention = options.findMention ?? (() => undefined);
  const files = (options.files ?? []).map(({ key, name }) => `<file key="${escapeXml(key)}">${escapeXml(name)}</file>`);
  const lines = linesOf(text);
  if (lines.length === 0 && files.length > 0) return `<msg>${files.join('')}</msg>`;
  const body = new BlockWriter(lines, (line) => encodeInline(line, findMention)).write();
  return `<msg>${body === '' ? '<p/>' : `<p>${body}</p>`}${files.join('')}</msg>`;
}
