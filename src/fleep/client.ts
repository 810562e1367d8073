// fleep: the client. Knows how to sign in, keeps the session alive, and calls methods; it does not know what a crawl is.
// Invariant: ReadingClient sends nothing but a login and methods whose safety is `read`, whatever it is asked for; what may change
// something at the service is sent once and never repeated by itself, but for events, which carry an id of their own.
import { isUtf8 } from 'node:buffer';
import { type Clock, realClock } from '../lib/clock.js';
import { signInError } from '../lib/errors.js';
import { type Answer, parseObject, refusal } from './answer.js';
import { FleepError } from './errors.js';
import { HttpConnection, type HttpLimits, type HttpRequest } from './http.js';
import { decodeBody } from './methods/body.js';
import type { BodyOf, CallRest, LooseRequest } from './methods/call.js';
import { type MethodName, methodOf, methods, type ReadMethodName } from './methods/index.js';
import type { Method } from './methods/row.js';
import { Pace } from './pace.js';
import { jsonRequest, type PreparedCall, prepareCall, requestOf } from './request.js';
import { defaultRetry, type RetryPolicy, withRetry } from './retry.js';
import { type Credentials, Session, withoutSecret } from './session.js';
import type { WireRecord } from './wire-record.js';

export type { Answer } from './answer.js';

export type ClientOptions = Credentials & ConnectionOptions;

interface ConnectionOptions extends ConnectionWorld {
  /** Base URL of the service, https://fleep.io for the real one. */
  readonly server: string;
  /** Requests at a time. */
  readonly connections?: number;
  /** Requests that start in a second, at most. */
  readonly perSecond?: number | undefined;
  /** Sent with every call; 2 gives the separate file and preview records (fleep-wire.md, section 1.2). */
  readonly apiVersion?: number;
  readonly signal?: AbortSignal;
}

/** How long a connection waits, how often it tries again, and by which clock. */
export interface ConnectionWorld {
  readonly limits?: HttpLimits;
  readonly retry?: RetryPolicy;
  readonly clock?: Clock;
}

/** A client that can sign in and read. */
export class ReadingClient implements AsyncDisposable {
  readonly http: HttpConnection;
  readonly pace: Pace;
  readonly session: Session;
  readonly #options: ClientOptions;
  readonly #clock: Clock;
  #signingIn: Promise<Answer> | undefined;
  #requests = 0;
  /** A login, and not a new ticket, is what makes another session. */
  #logins = 0;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#clock = options.clock ?? realClock;
    const kept = 'kept' in options ? options.kept : undefined;
    this.session = new Session(kept?.pair, (pair) => kept?.replace(pair));
    const { connections = 8, perSecond, signal } = options;
    this.pace = new Pace({
      most: connections,
      clock: this.#clock,
      ...(perSecond === undefined ? {} : { perSecond }),
      ...(signal === undefined ? {} : { signal }),
    });
    // One more than are under way at a time, for the long poll.
    this.http = new HttpConnection(options.server, {
      connections: connections + 1,
      ...(options.limits === undefined ? {} : { limits: options.limits }),
    });
  }

  get signal(): AbortSignal | undefined {
    return this.#options.signal;
  }

  /** The time by the client's clock. */
  now(): Date {
    return this.#clock.now();
  }

  /** Requests sent so far, repeats included. */
  get requests(): number {
    return this.#requests;
  }

  countRequest(): void {
    this.#requests += 1;
  }

  /**
   * Signs in with the password; of a kept session, asks whether it goes on. The answer names the account. Throws `signIn` (exit 5) when
   * the service refuses the e-mail or the password, or has ended the session.
   */
  async signIn(): Promise<Answer<SignedIn>> {
    const credentials = this.#options;
    const answer =
      'kept' in credentials ? await this.perform('synchronizeAccount', {}) : await this.#logIn(credentials);
    const body: BodyOf<'loginAccount'> = decodeBody(methods.loginAccount.answer, answer.body);
    if (body.account_id) return { ...answer, body: { ...body, account_id: body.account_id } };
    throw new FleepError(`${answer.call}: the answer names no account`, { kind: 'body', call: answer.call });
  }

  /**
   * Calls a method that reads: `client.call('getAllConversation', { args: { sync_horizon: 0 } })`. Tries again where that may help; signs
   * in anew, once, when the session is gone. Throws FleepError: `refused`, `busy`, `network`, `body`, `redirect` (fleep-wire.md,
   * section 1.4), and `signIn` (exit 5). Refuses every method that is no read before anything is sent.
   */
  async call<Name extends ReadMethodName>(name: Name, ...rest: CallRest<Name>): Promise<Answer<BodyOf<Name>>>;
  async call(name: ReadMethodName, request: LooseRequest = {}): Promise<Answer> {
    if (methodOf(name).safety !== 'read') throw new Error(`${name} is no method that reads; it was not sent.`);
    return this.perform(name, request);
  }

  /** Calls any method of the table. */
  protected async perform(name: MethodName, request: LooseRequest): Promise<Answer> {
    const method = methodOf(name);
    const prepared = prepareCall(method, request);
    const attempt = (onSend: () => void) => {
      const send = () => this.#send(prepared, onSend);
      return isRepeatable(method) ? this.attemptAgain(send) : send();
    };
    return method.isPublic === true ? attempt(() => undefined) : this.withSession(attempt);
  }

  /**
   * Runs `request`, which calls `onSend` whenever it sends; when it ends because the session is gone, signs in once and runs it once more.
   * A ticket that another answer replaced meanwhile may be all that was wrong: then the new one is tried first.
   */
  async withSession<T>(request: (onSend: () => void) => Promise<T>): Promise<T> {
    let sent = this.#sessionNow;
    const onSend = () => {
      sent = this.#sessionNow;
    };
    for (let hasRenewed = false, hasTicket = false; ; ) {
      try {
        return await request(onSend);
      } catch (error) {
        if (!(error instanceof FleepError) || error.kind !== 'session') throw error;
        if (hasRenewed) throw endedAtOnce(error);
        const { logins, ticket } = this.#sessionNow;
        if (logins === sent.logins && ticket !== sent.ticket && !hasTicket) hasTicket = true;
        else {
          if (logins === sent.logins) await this.#renew();
          hasRenewed = true;
        }
      }
    }
  }

  /** Runs `attempt` under the client's retry policy and signal. */
  attemptAgain<T>(attempt: () => Promise<T>): Promise<T> {
    const { signal, retry = defaultRetry } = this.#options;
    return withRetry(attempt, { policy: retry, clock: this.#clock, ...(signal === undefined ? {} : { signal }) });
  }

  /** Resolves when a kept session is kept as it is now. */
  async close(): Promise<void> {
    await this.http.close();
    if ('kept' in this.#options) await this.#options.kept[Symbol.asyncDispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  get #sessionNow(): { readonly logins: number; readonly ticket: string | undefined } {
    return { logins: this.#logins, ticket: this.session.ticket };
  }

  // Several requests may find the session gone at the same moment: one signs in, the others wait for it.
  async #renew(): Promise<void> {
    this.#signingIn ??= this.#newSession().finally(() => {
      this.#signingIn = undefined;
    });
    await this.#signingIn;
  }

  async #newSession(): Promise<Answer> {
    const credentials = this.#options;
    if ('password' in credentials) return this.#logIn(credentials);
    throw signInError(
      `The session of ${credentials.email} has ended: run fleep-archive login --server ${this.http.origin} to begin another.`,
    );
  }

  async #logIn({ email, password }: { email: string; password: string }): Promise<Answer> {
    const { path } = methods.loginAccount;
    const request = () => this.#loginRequest({ email, password, remember_me: true });
    try {
      // The arguments hold the password; what is kept of this call must not.
      const answer = await this.attemptAgain(() => this.#exchange(path, { remember_me: true }, request));
      this.#logins += 1;
      return answer;
    } catch (error) {
      if (!(error instanceof FleepError) || (error.kind !== 'refused' && error.kind !== 'session')) throw error;
      throw signInError(
        `Fleep did not let ${email} in (${error.message}): check the e-mail and the password (FLEEP_EMAIL and FLEEP_PASSWORD), and try again.`,
        error,
      );
    }
  }

  #loginRequest(fields: WireRecord): HttpRequest {
    const ticket = this.session.ticket === undefined ? {} : { ticket: this.session.ticket };
    const headers = { accept: 'application/json', 'accept-encoding': 'gzip', ...this.session.cookie };
    return jsonRequest(`/api/${methods.loginAccount.path}`, headers, { ...fields, ...ticket });
  }

  async #send(prepared: PreparedCall, onSend: () => void): Promise<Answer> {
    const { method, call, args } = prepared;
    const answer = await this.#exchange(call, args, () => {
      onSend();
      return requestOf(prepared, this.session, this.#options.apiVersion ?? 2);
    });
    return method.answer === undefined ? answer : { ...answer, body: decodeBody(method.answer, answer.body) };
  }

  /** `request` is made when its turn has come: the ticket may change while it waits. */
  async #exchange(call: string, args: Answer['args'], request: () => HttpRequest): Promise<Answer> {
    const send = () => this.#exchangeNow(call, args, request());
    if (args.wait !== true) return this.pace.run(send);
    // A long poll is held by the service; it is no load, and would hold up the others.
    await this.pace.start();
    return send();
  }

  async #exchangeNow(call: string, args: Answer['args'], request: HttpRequest): Promise<Answer> {
    this.countRequest();
    const { signal } = this.#options;
    const answer = await this.http.exchange({ ...request, ...(signal === undefined ? {} : { signal }) });
    const hide = (text: string) => this.#hideSecrets(text);
    if (answer.status < 200 || answer.status >= 300) throw refusal(call, answer, this.#clock.now(), hide);
    const body = parseObject(call, answer.body);
    this.session.absorb(answer, body);
    return { call, args, status: answer.status, bytes: answer.body, body };
  }

  /** Bytes that came from the service, without what it repeats of the session and the password. */
  withoutSecrets(bytes: Buffer): Buffer {
    // In latin1 every byte that is no UTF-8 stays as it is.
    const encoding = isUtf8(bytes) ? 'utf8' : 'latin1';
    return Buffer.from(this.#hideSecrets(bytes.toString(encoding)), encoding);
  }

  #hideSecrets(text: string): string {
    const password = 'password' in this.#options ? this.#options.password : undefined;
    return withoutSecret(this.session.hide(text), password);
  }
}

const endedAtOnce = (cause: FleepError) =>
  signInError(
    'Fleep ends the session right after signing in: sign in with a browser to see why, then run this again.',
    cause,
  );

type SignedIn = BodyOf<'loginAccount'> & { readonly account_id: string };

/** A client that can call every method of the table. No crawl is given one. */
export class FleepClient extends ReadingClient {
  /** Calls any method. What the types ask of a call is what its row in the table says. */
  override async call<Name extends MethodName>(name: Name, ...rest: CallRest<Name>): Promise<Answer<BodyOf<Name>>>;
  override async call(name: MethodName, request: LooseRequest = {}): Promise<Answer> {
    return this.perform(name, request);
  }

  /** The same for a name and a request that became known when the program ran. */
  callByName(name: MethodName, request: LooseRequest): Promise<Answer> {
    return this.perform(name, request);
  }
}

const isRepeatable = ({ safety, event }: Method): boolean =>
  safety === 'read' || safety === 'session' || event !== undefined;
