// fleep: a row of the table of methods and what it is called with → the request on the wire (fleep-wire.md, sections 1.1, 1.2 and 6).
// Invariant: cookie and ticket go with every call but the public ones; the ticket is in the JSON body, or in the query where the body is
// no JSON. An argument that is null is left out, which means the same.
import { randomUUID } from 'node:crypto';
import { FormData } from 'undici';
import type { HttpRequest } from './http.js';
import type { LooseRequest, UploadFile } from './methods/call.js';
import type { Method } from './methods/row.js';
import type { Session } from './session.js';
import type { WireRecord } from './wire-record.js';

/** A call that is ready to be sent, as often as need be: only the session may change in between. */
export interface PreparedCall {
  readonly method: Method;
  /** Path below /api/, with the id. */
  readonly call: string;
  readonly args: WireRecord;
  readonly files: readonly UploadFile[];
}

/** An event gets its client_req_id here, so that sending it again is no second event (section 3.9). */
export function prepareCall(method: Method, { id, args = {}, files = [] }: LooseRequest): PreparedCall {
  const call = method.id === undefined ? method.path : `${method.path}/${encodeURIComponent(id ?? '')}`;
  const given = withoutNulls(args);
  if (method.event === undefined) return { method, call, args: given, files };
  const event = { client_req_id: randomUUID(), mk_event_type: method.event, params: given };
  return { method, call, args: { stream: [event] }, files };
}

function withoutNulls(args: WireRecord): WireRecord {
  if (!Object.values(args).includes(null)) return args;
  return Object.fromEntries(Object.entries(args).filter(([, value]) => value !== null));
}

/** The request under the session as it stands now. */
export function requestOf(prepared: PreparedCall, session: Session, apiVersion: number): HttpRequest {
  const { method, args, files } = prepared;
  const isPublic = method.isPublic === true;
  const headers = { accept: 'application/json', 'accept-encoding': 'gzip', ...(isPublic ? {} : session.cookie) };
  const ticket = isPublic || session.ticket === undefined ? {} : { ticket: session.ticket };
  const path = pathOf(prepared);
  if (method.via === 'upload') return uploadRequest(withQuery(path, ticket), headers, files);
  if (method.via === 'GET') return { method: 'GET', path: withQuery(path, { ...args, ...ticket }), headers };
  return jsonRequest(path, headers, { ...args, ...(isPublic ? {} : { api_version: apiVersion }), ...ticket });
}

const pathOf = ({ method, call }: PreparedCall): string => (method.path.startsWith('/') ? call : `/api/${call}`);

type Headers = Readonly<Record<string, string>>;

export function jsonRequest(path: string, headers: Headers, body: WireRecord): HttpRequest {
  const all = { 'content-type': 'application/json', ...headers };
  return { method: 'POST', path, headers: all, body: JSON.stringify(body) };
}

/** What is not text goes into a query as JSON. */
function withQuery(path: string, fields: WireRecord): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(fields))
    query.set(name, typeof value === 'string' ? value : JSON.stringify(value));
  return query.size === 0 ? path : `${path}?${query}`;
}

/** One file is PUT as it is; several go as a form whose fields are all named `files` (section 6). */
function uploadRequest(path: string, headers: Headers, files: readonly UploadFile[]): HttpRequest {
  const [only] = files;
  if (files.length !== 1 || only === undefined)
    return { method: 'POST', path, headers: { ...headers }, body: form(files) };
  const own = {
    'content-type': only.type ?? 'application/octet-stream',
    'content-disposition': disposition(only.name),
  };
  return { method: 'PUT', path, headers: { ...headers, ...own }, body: only.bytes };
}

function form(files: readonly UploadFile[]): FormData {
  const fields = new FormData();
  for (const { name, type, bytes } of files)
    fields.append('files', new File([bytes.slice()], name, type === undefined ? {} : { type }), name);
  return fields;
}

/** A name beyond ASCII goes in both forms of RFC 6266. */
function disposition(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]/g, '_').replace(/["\\]/g, '\\$&');
  const extended = /^[\x20-\x7e]*$/.test(name) ? '' : `; filename*=UTF-8''${encodeURIComponent(name)}`;
  return `attachment; filename="${plain}"${extended}`;
}
