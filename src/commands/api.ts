// commands: api – calls one method of the service and prints its answer.
// Invariant: stdout has JSON answers as they came and nothing else; only a terminal gets escapes for control characters in them. Nothing
// that may change something at the service is sent without --allow-write.
import type { Answer } from '../fleep/answer.js';
import { FleepClient } from '../fleep/client.js';
import { FleepError } from '../fleep/errors.js';
import type { LooseRequest } from '../fleep/methods/call.js';
import { type MethodName, methodOf } from '../fleep/methods/index.js';
import type { Method, Paging } from '../fleep/methods/row.js';
import { walkPages } from '../fleep/pages.js';
import type { WireRecord } from '../fleep/wire-record.js';
import { ExitCode, interruptedError, reasonOf, usageError } from '../lib/errors.js';
import { checkRequest, getMethod } from './api-arguments.js';
import { listJson, listText } from './api-list.js';
import { checkApiList } from './clashes.js';
import type { Credentials } from './credentials.js';
import { noAnswer } from './no-answer.js';
import { jsonOutput, type Output } from './output.js';

export interface ApiOptions {
  /** Name in the seed document, path, or event type. */
  readonly method?: string | undefined;
  readonly id?: string | undefined;
  /** Parameters, each as `name=value`. */
  readonly param: readonly string[];
  /** A JSON object of parameters; with `list`, any value asks for JSON. */
  readonly json?: string | undefined;
  readonly file: readonly string[];
  readonly server: string;
  readonly paginate: boolean;
  readonly allowWrite: boolean;
  readonly list: boolean;
  /** `loginAccount` needs a password; the others take a kept session too. */
  readonly credentials: (only?: 'password') => Promise<Credentials>;
  readonly signal: AbortSignal;
}

/** Resolves with 0, or with 3 when `paginate` came to a cursor that leads nowhere. Throws `usage`, also for what the service refuses, `signIn`, `server`. */
export async function apiCommand(
  options: ApiOptions,
  out: Output = process.stdout,
  errors: Output = process.stderr,
): Promise<ExitCode> {
  if (options.list) {
    checkApiList(options);
    out.write(options.json === undefined ? listText(out.columns) : listJson());
    return ExitCode.complete;
  }
  const { method: word } = options;
  if (word === undefined) throw usageError('Name a method; "fleep-archive api --list" lists them.');
  const call = await prepare(word, options);
  await using client = await openClient(call, options);
  try {
    return await run(call, client, jsonOutput(out), errors);
  } catch (error) {
    throw explain(error, options);
  }
}

interface ApiCall {
  readonly name: MethodName;
  readonly method: Method;
  readonly request: LooseRequest;
  /** Follow the cursors so. */
  readonly pages?: Paging;
}

async function prepare(word: string, options: ApiOptions): Promise<ApiCall> {
  const found = getMethod(word);
  const { name } = found;
  const method = methodOf(name);
  requirePermission(name, method, options.allowWrite);
  if (name === 'loginAccount') return { name, method, request: onlyCredentials(options) };
  const request = await checkRequest(found, options);
  return { name, method, request, ...(options.paginate ? { pages: requirePages(name, method, request) } : {}) };
}

function requirePermission(name: MethodName, { safety }: Method, allowWrite: boolean): void {
  if (allowWrite || safety === 'read' || safety === 'session') return;
  const what = safety === 'write' ? 'changes something' : 'reads, and changes something while it does,';
  throw usageError(`${name} ${what} at the service and was not sent: say --allow-write to send it.`);
}

/** A password is never an argument, and the login that every call begins with is the whole of this one. */
function onlyCredentials({ id, param, json, file, paginate }: ApiOptions): LooseRequest {
  if ([...param, ...file].length === 0 && (id ?? json) === undefined && !paginate) return {};
  throw usageError('loginAccount takes nothing here: e-mail and password come from FLEEP_EMAIL and FLEEP_PASSWORD.');
}

function requirePages(name: MethodName, { pages }: Method, { args = {} }: LooseRequest): Paging {
  if (pages === undefined) throw usageError(`${name} has no pages: leave --paginate out.`);
  if (pages.unless !== undefined && (args[pages.unless] ?? null) !== null)
    throw usageError(`With ${pages.unless} an answer of ${name} stands by itself: leave it or --paginate out.`);
  return pages;
}

const isLogin = ({ name }: ApiCall): boolean => name === 'loginAccount';

const needsSession = (call: ApiCall): boolean => isLogin(call) || call.method.isPublic !== true;

async function openClient(call: ApiCall, { server, credentials, signal }: ApiOptions): Promise<FleepClient> {
  const needed = isLogin(call) ? 'password' : undefined;
  const who = needsSession(call) ? await credentials(needed) : { email: '', password: '' };
  return new FleepClient({ server, ...who, connections: 1, signal });
}

async function run(call: ApiCall, client: FleepClient, out: Output, errors: Output): Promise<ExitCode> {
  const { name, request, pages } = call;
  const hasSession = client.session.pair !== undefined;
  const login = needsSession(call) && !hasSession ? await client.signIn() : undefined;
  if (pages !== undefined) return printPages(call, pages, client, out, errors);
  out.write(oneLine(isLogin(call) && login !== undefined ? login : await client.callByName(name, request)));
  return ExitCode.complete;
}

async function printPages(
  { name, request }: ApiCall,
  pages: Paging,
  client: FleepClient,
  out: Output,
  errors: Output,
): Promise<ExitCode> {
  const ask = (args: WireRecord) => client.callByName(name, { ...request, args });
  for await (const { answer, next } of walkPages(pages, request.args ?? {}, ask)) {
    out.write(oneLine(answer));
    if (next !== 'stuck') continue;
    errors.write(`fleep-archive: ${name}: the cursor leads nowhere; the service may have more than was printed.\n`);
    return ExitCode.gaps;
  }
  return ExitCode.complete;
}

/** The bytes that came. A line break in valid JSON stands between tokens only, so a space in its place changes nothing. */
const oneLine = ({ bytes }: Answer): string =>
  `${bytes
    .toString('utf8')
    .trim()
    .replace(/[\r\n]+/g, ' ')}\n`;

function explain(error: unknown, { server, signal }: ApiOptions): unknown {
  if (signal.aborted) return interruptedError('Stopped; what was printed is what came.', error);
  if (!(error instanceof FleepError)) return error;
  if (error.kind !== 'refused') return noAnswer(server, error, 'run the same command again.');
  return usageError(
    `${server} refuses the call (${reasonOf(error)}): check its id and parameters, and whether this account may make it.`,
  );
}
