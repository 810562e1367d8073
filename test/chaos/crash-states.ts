// chaos: what a disk may hold after a crash, from the log of the shim (shim.mjs). Of each file there is what was fsynced, and of what was
// written since then nothing, some, all or rubbish; of each folder the entries as of its last fsync, and of the changes since then some.
// Invariant: whatever the program was told is durable is in every state; nothing else is promised.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Random } from '../support/random.js';

export type Operation =
  | { readonly op: 'create'; readonly path: string; readonly ino: string }
  | { readonly op: 'found'; readonly path: string; readonly ino: string; readonly data: string }
  | { readonly op: 'write'; readonly ino: string; readonly at: number; readonly data: string }
  | { readonly op: 'truncate'; readonly ino: string; readonly length: number }
  | {
      readonly op: 'sync';
      readonly ino: string;
      readonly folder?: string;
      readonly site: string;
      readonly from: number;
    }
  | { readonly op: 'rename' | 'link'; readonly from: string; readonly to: string }
  | { readonly op: 'unlink' | 'mkdir'; readonly path: string }
  | { readonly op: 'ack'; readonly page: number; readonly hash: string };

export const readLog = (path: string): Operation[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));

/** Where fsyncs are asked for. */
export const sitesOf = (log: readonly Operation[]): string[] =>
  [...new Set(log.flatMap((one) => (one.op === 'sync' ? [one.site] : [])))].sort();

type Entry = { readonly ino: string } | 'folder';
type Naming = { readonly at: number; readonly name: string; readonly entry: Entry | undefined };
type Change = { readonly at: number; readonly apply: (bytes: Buffer) => Buffer };

interface Inode {
  bytes: Buffer;
  pending: Change[];
}

interface Folder {
  readonly entries: Map<string, Entry>;
  pending: Naming[];
}

export interface Acknowledged {
  readonly page: number;
  readonly hash: string;
}

/** What is on the disk, and what is on its way there. */
export class Disk {
  readonly #inodes = new Map<string, Inode>();
  readonly #folders = new Map<string, Folder>([['', { entries: new Map(), pending: [] }]]);
  /** As running programs see the names. */
  readonly #names = new Map<string, Entry>();
  /** Files that were cut and not synced since. */
  readonly #cut = new Set<string>();
  acknowledged: Acknowledged | undefined;
  /** What was cut off a file and kept beside it, by path: once the cut is on disk, that is all that there is of it. */
  readonly cutOff = new Map<string, Buffer>();

  /** Takes the operation with this number. `ignored`: an fsync site that does nothing. */
  take(one: Operation, at: number, ignored?: string): void {
    switch (one.op) {
      case 'create':
        this.#name(one.path, { ino: one.ino }, at);
        break;
      case 'found':
        this.#find(one, at);
        break;
      case 'write':
        this.#change(one.ino, at, (bytes) => written(bytes, one.at, Buffer.from(one.data, 'base64')));
        break;
      case 'truncate':
        this.#change(one.ino, at, (bytes) => bytes.subarray(0, one.length));
        this.#cut.add(one.ino);
        break;
      case 'sync':
        if (one.site !== ignored) this.#sync(one.ino, one.folder, one.from);
        break;
      case 'mkdir':
        if (this.#folders.has(one.path)) break;
        this.#folders.set(one.path, { entries: new Map(), pending: [] });
        this.#name(one.path, 'folder', at);
        break;
      case 'unlink':
        this.#name(one.path, undefined, at);
        break;
      case 'ack':
        this.acknowledged = one;
        break;
      default:
        this.#move(one, at);
    }
  }

  /** A file as another program, or a process that was killed in the middle of a write, has left it. */
  #find({ path, ino, data }: Extract<Operation, { op: 'found' }>, at: number): void {
    const named = this.#names.get(path);
    if (named === undefined || named === 'folder' || named.ino !== ino) this.#name(path, { ino }, at);
    const known = this.#visible(ino);
    const found = Buffer.from(data, 'base64');
    if (known !== undefined && found.equals(known)) return;
    // What was known of it is not in doubt again.
    if (known !== undefined && found.subarray(0, known.length).equals(known))
      this.#change(ino, at, (bytes) => written(bytes, known.length, found.subarray(known.length)));
    else this.#change(ino, at, () => found);
  }

  /** As running programs see the content. */
  #visible(ino: string): Buffer | undefined {
    const inode = this.#inodes.get(ino);
    return inode?.pending.reduce((bytes, { apply }) => apply(bytes), inode.bytes);
  }

  #move({ op, from, to }: Extract<Operation, { op: 'rename' | 'link' }>, at: number): void {
    const entry = this.#names.get(from);
    if (op === 'rename') this.#name(from, undefined, at);
    this.#name(to, entry, at);
  }

  #name(path: string, entry: Entry | undefined, at: number): void {
    if (entry === undefined) this.#names.delete(path);
    else this.#names.set(path, entry);
    const name = path.slice(path.lastIndexOf('/') + 1);
    this.#folders.get(parentOf(path))?.pending.push({ at, name, entry });
  }

  #change(ino: string, at: number, apply: (bytes: Buffer) => Buffer): void {
    const inode = this.#inodes.get(ino) ?? { bytes: Buffer.alloc(0), pending: [] };
    inode.pending.push({ at, apply });
    this.#inodes.set(ino, inode);
  }

  #sync(ino: string, folder: string | undefined, from: number): void {
    const isBefore = ({ at }: { at: number }) => at < from;
    if (folder !== undefined) {
      const known = this.#folders.get(folder);
      if (known === undefined) return;
      for (const change of known.pending.filter(isBefore)) rename(known.entries, change);
      known.pending = known.pending.filter((change) => !isBefore(change));
      return;
    }
    const inode = this.#inodes.get(ino);
    if (inode === undefined) return;
    for (const { apply } of inode.pending.filter(isBefore)) inode.bytes = apply(inode.bytes);
    inode.pending = inode.pending.filter((change) => !isBefore(change));
    if (this.#cut.delete(ino)) this.#promiseCutOff(ino);
  }

  #promiseCutOff(ino: string): void {
    const isOf = (entry: Entry) => entry !== 'folder' && entry.ino === ino;
    const cut = [...this.#names].find(([, entry]) => isOf(entry))?.[0];
    for (const [path, entry] of this.#names) {
      if (cut === undefined || entry === 'folder' || !path.startsWith(`${cut}.cut-at-`)) continue;
      this.cutOff.set(path, this.#visible(entry.ino) ?? Buffer.alloc(0));
    }
  }

  /** Writes one state into an empty folder. Without chance it is the one that has nothing but what was synced. */
  materialise(target: string, random?: Random): void {
    this.#writeFolder('', target, random);
  }

  #writeFolder(path: string, target: string, random: Random | undefined): void {
    const folder = this.#folders.get(path);
    mkdirSync(target, { recursive: true });
    if (folder === undefined) return;
    const entries = new Map(folder.entries);
    for (const change of some(folder.pending, random)) rename(entries, change);
    for (const [name, entry] of entries) {
      if (entry === 'folder') this.#writeFolder(path === '' ? name : `${path}/${name}`, join(target, name), random);
      else writeFileSync(join(target, name), this.#content(entry.ino, random));
    }
  }

  #content(ino: string, random: Random | undefined): Buffer {
    const inode = this.#inodes.get(ino);
    if (inode === undefined) return Buffer.alloc(0);
    const kept = some(inode.pending, random);
    const isGarbled = random?.chance(0.2) === true;
    return kept.reduce((bytes, change, index) => {
      const next = change.apply(bytes);
      return isGarbled && index === kept.length - 1 && random !== undefined ? garbled(bytes, next, random) : next;
    }, inode.bytes);
  }
}

const parentOf = (path: string): string => (path.includes('/') ? dirname(path) : '');

function rename(entries: Map<string, Entry>, { name, entry }: Naming): void {
  if (entry === undefined) entries.delete(name);
  else entries.set(name, entry);
}

function written(bytes: Buffer, at: number, data: Buffer): Buffer {
  const grown = Buffer.alloc(Math.max(bytes.length, at + data.length));
  bytes.copy(grown);
  data.copy(grown, at);
  return grown;
}

/** Of what is not synced: nothing, the first ones, or any of them in their order. */
function some<T>(pending: readonly T[], random: Random | undefined): readonly T[] {
  if (random === undefined || random.chance(0.2)) return [];
  if (random.chance(0.5)) return pending.slice(0, random.whole(0, pending.length));
  return pending.filter(() => random.chance(0.7));
}

/** The file has grown, and of what it has grown by a part never came: zeros or rubbish stand there. */
function garbled(before: Buffer, after: Buffer, random: Random): Buffer {
  if (after.length <= before.length) return after.subarray(0, random.whole(0, after.length));
  const from = random.whole(before.length, after.length - 1);
  const to = random.whole(from, after.length);
  const bytes = Buffer.from(after);
  bytes.fill(random.pick([0, 0x41, 0x0a]), from, to);
  return random.chance(0.3) ? bytes.subarray(0, to) : bytes;
}
