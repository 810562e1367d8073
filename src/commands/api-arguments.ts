// commands: api – what was typed → a request that the table of methods allows.
// Invariant: nothing is sent before method, id, names and types of all parameters are right; each fault is one sentence (exit 2) that names
// the nearest right word.
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { LooseRequest, UploadFile } from '../fleep/methods/call.js';
import { type FoundMethod, findMethod, methodWords } from '../fleep/methods/find.js';
import { type MethodName, methodOf } from '../fleep/methods/index.js';
import type { Inputs, Method } from '../fleep/methods/row.js';
import { fits, parseValue, readJson, typeText } from '../fleep/methods/values.js';
import { isWireRecord, type WireRecord } from '../fleep/wire-record.js';
import { reasonOf, usageError } from '../lib/errors.js';
import { didYouMean } from '../report/nearest.js';

export interface TypedRequest {
  readonly id?: string | undefined;
  /** Each as `name=value`. */
  readonly param: readonly string[];
  /** A JSON object. */
  readonly json?: string | undefined;
  /** Paths of files to upload. */
  readonly file: readonly string[];
}

/** The method that a word means, and the id when the word was a path with one. Throws `usage`. */
export function getMethod(word: string): FoundMethod {
  const found = findMethod(word);
  if (found !== undefined) return found;
  throw usageError(
    `There is no method "${word}"${didYouMean(word, methodWords)}; "fleep-archive api --list" lists them.`,
  );
}

/** Throws `usage`. */
export async function checkRequest(found: FoundMethod, typed: TypedRequest): Promise<LooseRequest> {
  const { name } = found;
  const method = methodOf(name);
  const id = requireId(name, method, typed.id ?? found.id);
  const given = { ...jsonArgs(name, method, typed.json), ...paramArgs(name, method, typed.param) };
  const args = requireComplete(name, method, given);
  return { ...id, args, ...(await readFiles(name, method, typed.file)) };
}

function requireId(name: MethodName, method: Method, id: string | undefined): { id?: string } {
  if (method.id === undefined && id !== undefined)
    throw usageError(`${name} takes no --id: its path does not end in one.`);
  if (method.id !== undefined && (id === undefined || id === ''))
    throw usageError(`${name} needs --id: its path ends in the id of a ${method.id}.`);
  return id === undefined ? {} : { id };
}

function jsonArgs(name: MethodName, method: Method, json: string | undefined): WireRecord {
  if (json === undefined) return {};
  const given = readJson(json);
  if (!isWireRecord(given)) throw usageError(`--json takes one JSON object, such as '{"name": "value"}'.`);
  return Object.fromEntries(
    Object.entries(given).map(([word, value]) => {
      const field = wireName(name, method, word);
      if (value !== null) requireType(name, method, field, value);
      return [field, value];
    }),
  );
}

function paramArgs(name: MethodName, method: Method, params: readonly string[]): WireRecord {
  const texts = new Map<string, string[]>();
  for (const param of params) {
    const [, word, text] = /^([^=]+)=(.*)$/s.exec(param) ?? [];
    if (word === undefined || text === undefined)
      throw usageError(`A parameter has the form name=value, not "${param}".`);
    const field = wireName(name, method, word);
    texts.set(field, [...(texts.get(field) ?? []), text]);
  }
  return Object.fromEntries(
    [...texts].map(([field, given]) => {
      const type = method.inputs?.[field]?.type;
      const value = type === undefined ? readJson(given.at(-1) ?? '') : parseValue(type, given);
      requireType(name, method, field, value);
      return [field, value];
    }),
  );
}

/** The seed's name of a parameter is as good as the one on the wire. */
function wireName(name: MethodName, { inputs = {}, isOpen }: Method, word: string): string {
  if (word in inputs) return word;
  const seeded = Object.entries(inputs).find(([, { seed }]) => seed === word)?.[0];
  if (seeded !== undefined) return seeded;
  if (isOpen === true) return word;
  throw usageError(`${name} has no parameter "${word}"${didYouMean(word, wordsOf(inputs))}${known(inputs)}.`);
}

const wordsOf = (inputs: Inputs): string[] =>
  Object.entries(inputs).flatMap(([field, { seed }]) => (seed === undefined ? [field] : [field, seed]));

function known(inputs: Inputs): string {
  const names = Object.keys(inputs);
  return names.length === 0 ? '; it takes none' : `; it takes ${names.join(', ')}`;
}

function requireType(name: MethodName, { inputs = {} }: Method, field: string, value: unknown): void {
  const type = inputs[field]?.type;
  if (type === undefined || fits(type, value)) return;
  throw usageError(`${name}: ${field} is of the type ${typeText(type)}, and ${JSON.stringify(value)} is not.`);
}

function requireComplete(name: MethodName, { inputs = {} }: Method, args: WireRecord): WireRecord {
  const missing = Object.entries(inputs).filter(
    ([field, { isRequired }]) => isRequired && (args[field] ?? null) === null,
  );
  if (missing.length === 0) return args;
  const names = missing.map(([field, { type }]) => `--param ${field}=… (${typeText(type)})`).join(' and ');
  throw usageError(`${name} needs ${names}.`);
}

async function readFiles(
  name: MethodName,
  method: Method,
  paths: readonly string[],
): Promise<{ files?: UploadFile[] }> {
  if (method.via !== 'upload') {
    if (paths.length > 0) throw usageError(`${name} takes no --file: it uploads nothing.`);
    return {};
  }
  if (paths.length === 0) throw usageError(`${name} needs --file PATH, once or more.`);
  return { files: await Promise.all(paths.map(readOne)) };
}

async function readOne(path: string): Promise<UploadFile> {
  try {
    return { name: basename(path), bytes: await readFile(path) };
  } catch (error) {
    throw usageError(`Cannot read ${path}: ${reasonOf(error)}.`, error);
  }
}
