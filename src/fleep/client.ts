// fleep: the client. Knows how to sign in, keeps the session alive, and calls methods; it does not know what a crawl is.
// Invariant: an answer is handed out only when its body is a whole JSON object in UTF-8.
import { isUtf8 } from 'node:buffer';
import { type Clock, realClock } from '../lib/clock.js';
import { signInError } from '../lib/errors.js';
import { FleepError, kindOfStatus } from './errors.js';
import { type HttpAnswer, HttpConnection, type HttpLimits } from './http.js';
import { type MethodName, methods } from './methods.js';
import { defaultRetry, parseRetryAfter, type RetryPolicy, withRetry } from './retry.js';
import { Session } from './session.js';

export interface ClientOptions {
  /** Base URL of the service, https://fleep.io for the real one. */
  readonly server: string;
  readonly email: string;
  readonly password: string;
  /** Requests at a time. */
  readonly connections?: number;
  /** Sent with every call; 2 gives the separate file and preview records (fleep-wire.md, section 1.2). */
  readonly apiVersion?: number;
  readonly limits?: HttpLimits;
  readonly retry?: RetryPolicy;
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
}

/** One answer of the service. */
export interface Answer {
  /** Path below /api/, with the id: `conversation/sync/<id>`. */
  readonly call: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly status: number;
  /** The exact bytes, decompressed. */
  readonly bytes: Buffer;
  /** The same, parsed. */
  readonly body: Readonly<Record<string, unknown>>;
}

export interface CallOptions {
  /** Conversation or team id, for methods whose path ends in one. */
  readonly id?: string;
  readonly args?: Readonly<Record<string, unknown>>;
}

export class FleepClient implements AsyncDisposable {
  readonly http: HttpConnection;
  readonly session = new Session();
  readonly #options: ClientOptions;
  readonly #clock: Clock;
  #signingIn: Promise<Answer> | undefined;
  #requests = 0;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#clock = options.clock ?? realClock;
    this.http = new HttpConnection(options.server, {
      connections: options.connections ?? 8,
      ...(options.limits === undefined ? {} : { limits: options.limits }),
    });
  }

  get signal(): AbortSignal | undefined {
    return this.#options.signal;
  }

  /** Requests sent so far, repeats included. */
  get requests(): number {
    return this.#requests;
  }

  countRequest(): void {
    this.#requests += 1;
  }

  /** Signs in. Throws `signIn` (exit 5) when the service refuses the e-mail or the password. */
  async signIn(): Promise<Answer> {
    const { email, password } = this.#options;
    try {
      const answer = await this.attemptAgain(() =>
        this.#post(methods.login.path, { email, password, remember_me: true }, {}),
      );
      // The arguments hold the password; what is kept of this call must not.
      return { ...answer, args: { remember_me: true } };
    } catch (error) {
      if (!(error instanceof FleepError) || (error.kind !== 'refused' && error.kind !== 'session')) throw error;
      throw signInError(
        `Fleep did not let ${email} in (${error.message}): check FLEEP_EMAIL and FLEEP_PASSWORD, and try again.`,
        error,
      );
    }
  }

  /** Calls a method; tries again where that may help; signs in anew, once, when the session is gone. */
  async call(name: MethodName, { id, args = {} }: CallOptions = {}): Promise<Answer> {
    const method = methods[name];
    const path = 'takesId' in method ? `${method.path}/${encodeURIComponent(id ?? '')}` : method.path;
    return this.withSession(() =>
      this.attemptAgain(() => this.#post(path, args, { api_version: this.#options.apiVersion ?? 2 })),
    );
  }

  /** Runs `request`; when it ends because the session is gone, signs in once and runs it once more. */
  async withSession<T>(request: () => Promise<T>): Promise<T> {
    const ticket = this.session.ticket;
    try {
      return await request();
    } catch (error) {
      if (!(error instanceof FleepError) || error.kind !== 'session') throw error;
      await this.#renew(ticket);
    }
    try {
      return await request();
    } catch (error) {
      if (!(error instanceof FleepError) || error.kind !== 'session') throw error;
      throw signInError(
        'Fleep ends the session right after signing in: sign in with a browser to see why, then run this again.',
        error,
      );
    }
  }

  /** Runs `attempt` under the client's retry policy and signal. */
  attemptAgain<T>(attempt: () => Promise<T>): Promise<T> {
    const { signal, retry = defaultRetry } = this.#options;
    return withRetry(attempt, { policy: retry, clock: this.#clock, ...(signal === undefined ? {} : { signal }) });
  }

  async close(): Promise<void> {
    await this.http.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  // Several requests may find the session gone at the same moment: one signs in, the others wait for it.
  async #renew(staleTicket: string | undefined): Promise<void> {
    if (this.session.ticket !== staleTicket) return;
    this.#signingIn ??= this.signIn().finally(() => {
      this.#signingIn = undefined;
    });
    await this.#signingIn;
  }

  async #post(call: string, args: Readonly<Record<string, unknown>>, extra: Record<string, unknown>): Promise<Answer> {
    this.countRequest();
    const { signal } = this.#options;
    const ticket = this.session.ticket === undefined ? {} : { ticket: this.session.ticket };
    const answer = await this.http.exchange({
      method: 'POST',
      path: `/api/${call}`,
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        'accept-encoding': 'gzip',
        ...this.session.cookie,
      },
      body: JSON.stringify({ ...args, ...extra, ...ticket }),
      ...(signal === undefined ? {} : { signal }),
    });
    if (answer.status < 200 || answer.status >= 300) throw this.#refusal(call, answer);
    const body = parseObject(call, answer.body);
    this.session.absorb(answer, body);
    return { call, args, status: answer.status, bytes: answer.body, body };
  }

  #refusal(call: string, answer: HttpAnswer): FleepError {
    const { error_id: errorId, error_message: text } = errorBody(answer);
    const header = answer.headers['retry-after'];
    const retryAfterMs = parseRetryAfter(typeof header === 'string' ? header : undefined, this.#clock.now());
    return new FleepError(`${call}: ${text ?? 'refused'} (${answer.status})`, {
      kind: kindOfStatus(answer.status),
      call,
      status: answer.status,
      ...(errorId === undefined ? {} : { errorId }),
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    });
  }
}

function parseObject(call: string, bytes: Buffer): Record<string, unknown> {
  if (isUtf8(bytes)) {
    try {
      const value: unknown = JSON.parse(bytes.toString('utf8'));
      if (isObject(value)) return value;
    } catch (cause) {
      throw new FleepError(`${call}: the answer is not JSON`, { kind: 'body', call, cause });
    }
  }
  throw new FleepError(`${call}: the answer is not a JSON object in UTF-8`, { kind: 'body', call });
}

/** The error body is JSON or, from a proxy, anything (fleep-wire.md, section 1.4). */
function errorBody(answer: HttpAnswer): { error_id?: string; error_message?: string } {
  try {
    const value: unknown = JSON.parse(answer.body.toString('utf8'));
    if (!isObject(value)) return {};
    return {
      ...(typeof value.error_id === 'string' ? { error_id: value.error_id } : {}),
      ...(typeof value.error_message === 'string' ? { error_message: value.error_message } : {}),
    };
  } catch {
    // Not JSON: the status says enough.
    return {};
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
