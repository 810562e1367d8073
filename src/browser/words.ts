// browser: every text that the search page's script shows, from the catalogue of the site, which the page carries in its data attributes.
// Invariant: numbers and dates look as they do on the other pages (render/words.ts), whatever the reader's machine is set to.
/// <reference lib="dom" />
import { type Blanks, filled, type QueryError } from '../search/query-error.js';

/** What the script says, from the attributes of `#search-results` (templates/search.hbs). */
export class Words {
  readonly #texts: DOMStringMap;
  readonly #months: readonly string[];
  readonly #clock: Intl.DateTimeFormat;

  constructor({ dataset }: HTMLElement) {
    this.#texts = dataset;
    this.#months = (dataset.months ?? '').split(' ');
    // The parts of a time in the zone of the site; how they are put together is not left to the browser.
    const parts = { year: 'numeric', month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit' } as const;
    this.#clock = new Intl.DateTimeFormat('en-GB', { ...parts, hourCycle: 'h23', timeZone: dataset.zone ?? 'UTC' });
  }

  get searching(): string {
    return this.#text('searching');
  }

  get conversation(): string {
    return this.#text('conversation');
  }

  get latestMessage(): string {
    return this.#text('latest');
  }

  get file(): string {
    return this.#text('file');
  }

  /** What is wrong with a query. */
  badQuery({ code, blanks, message }: QueryError): string {
    // A search page that its owner wrote may have no texts for it.
    const texts: Readonly<Record<string, string>> = JSON.parse(this.#texts.errors ?? '{}');
    const text = texts[code];
    return this.#text('bad', { reason: text === undefined ? message : filled(text, blanks) });
  }

  /** `14 Jul 2015, 14:05`. */
  dayAndTime(timeMs: number): string {
    const parts = Object.fromEntries(this.#clock.formatToParts(timeMs).map(({ type, value }) => [type, value]));
    const month = this.#months[Number(parts.month) - 1] ?? '';
    const day = this.#text('day', { day: Number(parts.day), month, year: Number(parts.year) });
    return `${day}, ${parts.hour}:${parts.minute}`;
  }

  /** While texts are still looked at. */
  foundSoFar(results: number, open: number): string {
    return this.#text('soFar', { results: this.#counted(results, 'result'), messages: this.#counted(open, 'message') });
  }

  foundInAll(messages: number, conversations: number, shown: number): string {
    if (messages + conversations === 0) return this.#text('nothing');
    const parts = [
      ...(messages > 0 ? [this.#counted(messages, 'message')] : []),
      ...(conversations > 0 ? [this.#counted(conversations, 'conversation')] : []),
    ];
    const found = parts.join(this.#text('and'));
    return messages + conversations > shown ? this.#text('firstShown', { found, shown }) : found;
  }

  #counted(count: number, what: 'result' | 'message' | 'conversation'): string {
    const [one, many] = this.#text(`${what}Words`).split('|');
    return `${String(count).replace(/\B(?=(\d{3})+$)/g, this.#texts.group ?? '')} ${count === 1 ? one : many}`;
  }

  #text(name: string, blanks: Blanks = {}): string {
    const text = this.#texts[name];
    if (text === undefined) throw new Error(`The page has no text ${name}.`);
    return filled(text, blanks);
  }
}
