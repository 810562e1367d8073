// fleep: the two halves of a session, the cookie token_id and the ticket (fleep-wire.md, section 1.2).
// Invariant: both may be replaced by any answer; neither is ever written anywhere but to the service.
import type { HttpAnswer } from './http.js';

export class Session {
  #token: string | undefined;
  #ticket: string | undefined;

  get ticket(): string | undefined {
    return this.#ticket;
  }

  /** The Cookie header, empty before the first login. */
  get cookie(): Record<string, string> {
    return this.#token === undefined ? {} : { cookie: `token_id=${this.#token}` };
  }

  /** Takes over what an answer brings: a Set-Cookie of token_id, a ticket in the body. */
  absorb(answer: HttpAnswer, body: Readonly<Record<string, unknown>>): void {
    this.absorbCookies(answer.headers['set-cookie']);
    if (typeof body.ticket === 'string' && body.ticket !== '') this.#ticket = body.ticket;
  }

  absorbCookies(header: string | string[] | undefined): void {
    for (const cookie of header === undefined ? [] : [header].flat()) {
      const token = /^\s*token_id=([^;\s]+)/.exec(cookie)?.[1];
      if (token !== undefined) this.#token = token;
    }
  }

  clear(): void {
    this.#token = undefined;
    this.#ticket = undefined;
  }
}
