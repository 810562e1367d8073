// chaos: a file-system shim for the program's own writes, loaded before it: node --import shim.mjs dist/cli.js …
// CHAOS_ROOT: folder below which operations count. CHAOS_FAIL=N:CODE[:good]: the N-th operation fails with the code, once or for good.
// CHAOS_CRASH=N[:torn]: the process kills itself in place of the N-th operation, a torn one having done half of its write.
// CHAOS_ONLY: names of operations, as a regular expression; no others count.
// CHAOS_LOG: file that takes every operation, as crash-states.ts reads it. CHAOS_COUNT: file that takes the number of operations.
// What DuckDB writes goes past Node's functions and past the shim.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { relative, sep } from 'node:path';

const { CHAOS_ROOT: root = '/nonexistent', CHAOS_FAIL, CHAOS_CRASH, CHAOS_LOG, CHAOS_COUNT, CHAOS_ONLY } = process.env;
const [failAt, code, isForGood] = split(CHAOS_FAIL);
const [crashAt, isTorn] = split(CHAOS_CRASH);
const real = { ...fs, promises: { ...fs.promises } };
const only = new RegExp(CHAOS_ONLY ?? '');
const log = CHAOS_LOG === undefined ? undefined : real.openSync(CHAOS_LOG, 'a');
/** fd → { ino, at, isFolder } of what is open below the root. */
const opened = new Map();
/** Tells a file from one that later gets its number. */
const idOf = (target) => {
  const stat = typeof target === 'number' ? real.fstatSync : real.statSync;
  const { ino, birthtimeNs } = stat(target, { bigint: true });
  return `${ino}:${birthtimeNs}`;
};
/** Files whose content is in the log. */
const logged = new Set();
let count = 0;
let written = log === undefined ? 0 : real.readFileSync(CHAOS_LOG, 'utf8').split('\n').length - 1;

function split(text) {
  const [number, ...rest] = (text ?? '').split(':');
  return [text === undefined ? Number.POSITIVE_INFINITY : Number(number), ...rest];
}

const isInside = (path) => String(path) === root || String(path).startsWith(root + sep);

const note = (entry) => {
  written += 1;
  if (log !== undefined) real.writeSync(log, `${JSON.stringify(entry)}\n`);
};

const short = (path) => relative(root, String(path));

/** Counts an operation. Throws or ends the process when its turn has come; `half` does half of what it would do. */
function turn(name, path, half) {
  if (!only.test(name)) return;
  count += 1;
  if (count === crashAt) {
    if (isTorn !== undefined) half?.();
    process.kill(process.pid, 'SIGKILL');
    for (;;);
  }
  if (count === failAt || (count > failAt && isForGood !== undefined)) {
    throw Object.assign(new Error(`${code}: on purpose, ${name} '${path}'`), { code, syscall: name, path });
  }
}

/** Where in our own code an fsync was asked for. */
function site() {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 40;
  const { stack = '' } = new Error();
  Error.stackTraceLimit = limit;
  const frames = [...stack.matchAll(/at (?:async )?(?:[\w.]+\.)?([#\w]+) .*?dist\/([\w/-]+)\.js:(\d+)/g)];
  const own = frames.map(([, name, file, line]) => `${file}:${name}:${line}`);
  const isHelper = (frame) => /^lib\/durable:/.test(frame);
  const last = own.findIndex((frame) => !isHelper(frame));
  return own.slice(0, last < 0 ? 3 : last + 1).join(' < ');
}

/** A file that somebody else has written, as it is now. */
function noteFound(path) {
  const ino = idOf(path);
  if (logged.has(ino) || log === undefined) return;
  logged.add(ino);
  note({ op: 'found', path: short(path), ino, data: real.readFileSync(path).toString('base64') });
}

function noteWrite(fd, data, position) {
  const file = opened.get(fd);
  if (file === undefined) return;
  const at = file.isAppending ? real.fstatSync(fd).size - data.length : (position ?? file.at);
  if (position === null || position === undefined) file.at = at + data.length;
  note({ op: 'write', ino: file.ino, at, data: Buffer.from(data).toString('base64') });
}

async function syncing(name, fd, path, run) {
  turn(name, path);
  const file = opened.get(fd);
  const from = written;
  const where = site();
  const result = await run();
  if (file !== undefined)
    note({ op: 'sync', ino: file.ino, ...(file.isFolder ? { folder: file.path } : {}), site: where, from });
  return result;
}

function wrap(handle, path, flags) {
  const { fd } = handle;
  const info = real.fstatSync(fd);
  const ino = idOf(fd);
  opened.set(fd, { ino, at: 0, isFolder: info.isDirectory(), path: short(path), isAppending: flags === 'a' });
  const method = (name, make) => {
    const plain = handle[name].bind(handle);
    handle[name] = make(plain);
  };
  const half = (data) => () => real.writeSync(fd, data.subarray(0, data.length >> 1));
  for (const name of ['sync', 'datasync']) method(name, (plain) => () => syncing(name, fd, path, plain));
  method('write', (plain) => async (data, offset = 0, length = data.length - offset, position = null) => {
    const bytes = data.subarray(offset, offset + length);
    turn('write', path, half(bytes));
    const result = await plain(data, offset, length, position);
    noteWrite(fd, bytes, position);
    return result;
  });
  for (const name of ['writeFile', 'appendFile'])
    method(name, (plain) => async (data, ...rest) => {
      const bytes = Buffer.from(data);
      turn(name, path, half(bytes));
      const result = await plain(data, ...rest);
      noteWrite(fd, bytes, undefined);
      return result;
    });
  method('truncate', (plain) => async (length = 0) => {
    turn('truncate', path);
    const result = await plain(length);
    note({ op: 'truncate', ino, length });
    return result;
  });
  method('close', (plain) => async () => {
    opened.delete(fd);
    return plain();
  });
  return handle;
}

const isWriting = (flags) => flags !== undefined && flags !== 'r';

fs.promises.open = async (path, flags, mode) => {
  if (!isInside(path)) return real.promises.open(path, flags, mode);
  const isThere = fs.existsSync(path);
  if (isWriting(flags)) turn('open', path);
  const handle = await real.promises.open(path, flags, mode);
  if (!isThere) {
    const ino = idOf(handle.fd);
    logged.add(ino);
    note({ op: 'create', path: short(path), ino });
  } else if (isWriting(flags) || real.fstatSync(handle.fd).isDirectory() === false) noteFound(path);
  return wrap(handle, path, flags);
};

fs.writeSync = (fd, data, ...rest) => {
  const file = opened.get(fd);
  if (file === undefined) return real.writeSync(fd, data, ...rest);
  const bytes = data.subarray(rest[0] ?? 0);
  turn('write', file.path, () => real.writeSync(fd, bytes.subarray(0, bytes.length >> 1)));
  const size = real.writeSync(fd, data, ...rest);
  noteWrite(fd, bytes.subarray(0, size), undefined);
  return size;
};

for (const name of ['fsync', 'fdatasync'])
  fs[name] = (fd, done) => {
    if (!opened.has(fd)) return real[name](fd, done);
    const run = () => new Promise((resolve, reject) => real[name](fd, (error) => (error ? reject(error) : resolve())));
    syncing(name, fd, opened.get(fd).path, run).then(
      () => done(null),
      (error) => done(error),
    );
  };

/** Changes of names. */
function naming(name, entry) {
  const plain = real.promises[name];
  fs.promises[name] = async (path, ...rest) => {
    if (!isInside(path)) return plain(path, ...rest);
    const isThere = fs.existsSync(path);
    turn(name, path);
    if (isThere && (name === 'rename' || name === 'link') && real.statSync(path).isFile()) noteFound(path);
    const before = name === 'mkdir' ? missingFolders(path) : [];
    const result = await plain(path, ...rest);
    for (const one of entry(path, rest[0], isThere, before)) note(one);
    return result;
  };
}

function missingFolders(path) {
  const missing = [];
  for (let at = String(path); isInside(at) && !fs.existsSync(at); at = at.slice(0, at.lastIndexOf(sep)))
    missing.unshift(at);
  return missing;
}

naming('rename', (from, to) => [{ op: 'rename', from: short(from), to: short(to) }]);
naming('link', (from, to) => [{ op: 'link', from: short(from), to: short(to) }]);
naming('unlink', (path) => [{ op: 'unlink', path: short(path) }]);
naming('rm', (path, _options, isThere) => (isThere ? [{ op: 'unlink', path: short(path) }] : []));
naming('mkdir', (_path, _options, _isThere, missing) => missing.map((one) => ({ op: 'mkdir', path: short(one) })));

// The lock is the one file that is written by name; nothing of it has to last.
const { writeFile } = real.promises;
fs.promises.writeFile = async (path, ...rest) => {
  if (isInside(path)) turn('writeFile', path);
  return writeFile(path, ...rest);
};

/** A process that was killed may have done what it could not note any more. Databases are DuckDB's business. */
if (written > 0)
  for (const entry of real.readdirSync(root, { recursive: true, withFileTypes: true })) {
    const path = `${entry.parentPath}${sep}${entry.name}`;
    if (entry.isDirectory()) note({ op: 'mkdir', path: short(path) });
    else if (!entry.name.includes('.duckdb')) noteFound(path);
  }

syncBuiltinESMExports();
if (CHAOS_COUNT !== undefined) process.on('exit', () => real.writeFileSync(CHAOS_COUNT, String(count)));

if (log !== undefined) {
  const { Journal } = await import('../../dist/journal/journal.js');
  const { append } = Journal.prototype;
  Journal.prototype.append = async function acknowledge(page) {
    const position = await append.call(this, page);
    note({ op: 'ack', page: position.page, hash: position.hash });
    return position;
  };
}
