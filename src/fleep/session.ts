// fleep: the two halves of a session, the cookie token_id and the ticket (fleep-wire.md, section 1.2), and who signs in with what.
// Invariant: both may be replaced by any answer; neither goes anywhere but to the service, and to the place that keeps it.
import type { HttpAnswer } from './http.js';

export interface SessionPair {
  readonly token: string;
  readonly ticket: string;
}

/** A session of an earlier run, which is kept somewhere. Disposing of it waits until what was replaced is written. */
export interface KeptSession extends AsyncDisposable {
  readonly pair: SessionPair;
  /** Told of every pair that takes the place of the one before. */
  replace(pair: SessionPair): void;
}

/** With a password a new session can be had at any time; a kept one is over when it ends. */
export type Credentials =
  | { readonly email: string; readonly password: string }
  | { readonly email: string; readonly kept: KeptSession };

const MOST_FORMER = 100;

export class Session {
  #token: string | undefined;
  #ticket: string | undefined;
  /** Halves that were replaced: an answer that was on its way meanwhile may still repeat them. */
  readonly #former: string[] = [];
  readonly #onReplaced: (pair: SessionPair) => void;

  constructor(pair?: SessionPair, onReplaced: (pair: SessionPair) => void = () => undefined) {
    this.#token = pair?.token;
    this.#ticket = pair?.ticket;
    this.#onReplaced = onReplaced;
  }

  get ticket(): string | undefined {
    return this.#ticket;
  }

  /** Both halves; undefined before the first login. */
  get pair(): SessionPair | undefined {
    const token = this.#token;
    const ticket = this.#ticket;
    return token === undefined || ticket === undefined ? undefined : { token, ticket };
  }

  /** The Cookie header, empty before the first login. */
  get cookie(): Record<string, string> {
    return this.#token === undefined ? {} : { cookie: `token_id=${this.#token}` };
  }

  /** Takes over what an answer brings: a Set-Cookie of token_id, a ticket in the body. */
  absorb(answer: HttpAnswer, body: Readonly<Record<string, unknown>>): void {
    const { ticket } = body;
    this.#take(tokenIn(answer.headers['set-cookie']), typeof ticket === 'string' && ticket !== '' ? ticket : undefined);
  }

  absorbCookies(header: string | string[] | undefined): void {
    this.#take(tokenIn(header), undefined);
  }

  /** The text without the two halves and the latest of those before, which a service may repeat in what it says of a request. */
  hide(text: string): string {
    return [this.#token, this.#ticket, ...this.#former].reduce<string>(
      (shown, secret) => withoutSecret(shown, secret),
      text,
    );
  }

  #take(token = this.#token, ticket = this.#ticket): void {
    if (token === this.#token && ticket === this.#ticket) return;
    this.#former.unshift(...[this.#token, this.#ticket].filter((half) => half !== undefined));
    this.#former.length = Math.min(this.#former.length, MOST_FORMER);
    this.#token = token;
    this.#ticket = ticket;
    if (this.pair !== undefined) this.#onReplaced(this.pair);
  }
}

/** Also as it looks inside JSON and in an address, since a service may repeat a whole request. */
export function withoutSecret(text: string, secret: string | undefined): string {
  if (secret === undefined || secret === '') return text;
  const forms = [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)];
  return forms.reduce((shown, form) => shown.replaceAll(form, '…'), text);
}

/** An answer without its ticket, which may be whole in what is not; every byte stays as it is in latin1. */
export const unticketed = (bytes: Buffer): Buffer =>
  Buffer.from(bytes.toString('latin1').replace(/("ticket"\s*:\s*")[^"]*/g, '$1'), 'latin1');

function tokenIn(header: string | string[] | undefined): string | undefined {
  const tokens = [header ?? []].flat().flatMap((cookie) => /^\s*token_id=([^;\s]+)/.exec(cookie)?.[1] ?? []);
  return tokens.at(-1);
}
