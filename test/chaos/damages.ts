// chaos: ways in which the tables of an archive can be damaged, each with its own chance. The journal is left alone.
import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Random } from '../support/random.js';

export interface Sources {
  /** Another archive of the same kind, whole. */
  readonly foreign: string;
  /** The same archive as it was earlier, whole. */
  readonly earlier: string;
  /** A DuckDB file of something else. */
  readonly otherDatabase: string;
}

type Harm = (path: string, random: Random) => void;
type Damage = (archive: string, random: Random, sources: Sources) => void;

const change =
  (edit: (bytes: Buffer, random: Random) => Buffer): Harm =>
  (path, random) =>
    writeFileSync(path, edit(readFileSync(path), random));

const flip = (bytes: Buffer, at: number, random: Random): Buffer => {
  bytes.writeUInt8((bytes.readUInt8(at) ^ (1 << random.whole(0, 7))) & 0xff, at);
  return bytes;
};

const block =
  (size: number, fill: (random: Random) => number): Harm =>
  (path, random) =>
    change((bytes) => {
      const from = random.whole(0, Math.max(0, Math.floor(bytes.length / size) - 1)) * size;
      for (let at = from; at < Math.min(bytes.length, from + size); at += 1) bytes.writeUInt8(fill(random), at);
      return bytes;
    })(path, random);

const rubbish = (random: Random) => random.whole(0, 255);
const content =
  (text: string | Buffer): Harm =>
  (path) =>
    writeFileSync(path, text);

/** What can happen to any file. */
const HARMS: Readonly<Record<string, Harm>> = {
  'cut somewhere': change((bytes, random) => bytes.subarray(0, random.whole(0, bytes.length - 1))),
  'cut at a block': (path, random) =>
    truncateSync(path, 4096 * random.whole(0, Math.floor((readFileSync(path).length - 1) / 4096))),
  'its last byte missing': change((bytes) => bytes.subarray(0, -1)),
  empty: content(''),
  'a flipped bit': change((bytes, random) => flip(bytes, random.whole(0, bytes.length - 1), random)),
  'a flipped bit near its beginning': change((bytes, random) =>
    flip(bytes, random.whole(0, Math.min(bytes.length, 12_288) - 1), random),
  ),
  'a flipped bit near its end': change((bytes, random) =>
    flip(bytes, bytes.length - random.whole(1, Math.min(bytes.length, 64)), random),
  ),
  'three flipped bits': change((bytes, random) =>
    [1, 2, 3].reduce((flipped) => flip(flipped, random.whole(0, flipped.length - 1), random), bytes),
  ),
  'its halves swapped': change((bytes) => {
    const middle = bytes.length >> 1;
    return Buffer.concat([bytes.subarray(middle), bytes.subarray(0, middle)]);
  }),
  'a sector of zeros': block(512, () => 0),
  'a page of zeros': block(4096, () => 0),
  'a page of rubbish': block(4096, rubbish),
  'rubbish all over': block(64 * 1024 * 1024, rubbish),
  'zeros all over': change((bytes) => Buffer.alloc(bytes.length)),
  'something behind its end': change((bytes) => Buffer.concat([bytes, Buffer.from('and more')])),
  'words in its place': content('<html>not found</html>\n'),
  missing: (path) => rmSync(path),
  'a folder in its place': (path) => {
    rmSync(path);
    mkdirSync(path);
  },
  'a folder that holds something in its place': (path) => {
    rmSync(path);
    mkdirSync(path);
    writeFileSync(join(path, 'something'), 'of somebody');
  },
  'a link to nothing in its place': (path) => {
    rmSync(path);
    symlinkSync(`${path}-elsewhere`, path);
  },
};

const toFile = (find: (archive: string, random: Random) => string, what: string): Record<string, Damage> =>
  Object.fromEntries(
    Object.entries(HARMS).map(([name, harm]): [string, Damage] => [
      `${what}: ${name}`,
      (archive, random) => harm(find(archive, random), random),
    ]),
  );

const database = (archive: string) => join(archive, 'archive.duckdb');
const wal = (archive: string) => `${database(archive)}.wal`;
const manifest = (archive: string) => join(archive, 'parquet', 'manifest.json');

function parquetFile(archive: string, random: Random): string {
  const paths = readdirSync(join(archive, 'parquet'), { recursive: true, withFileTypes: true })
    .filter(({ name }) => name.endsWith('.parquet'))
    .map(({ parentPath, name }) => join(parentPath, name));
  return random.pick(paths.sort());
}

const replace = (from: string, to: string) => {
  rmSync(to, { recursive: true, force: true });
  cpSync(from, to, { recursive: true });
};

/** Of an archive whose last run was killed: beside the database stands what it had not taken in yet. */
export const WITH_LOG: Readonly<Record<string, Damage>> = toFile(wal, 'write-ahead log');

export const OF_DATABASE: Readonly<Record<string, Damage>> = {
  ...toFile(database, 'database'),
  'the database of another archive': (archive, _random, { foreign }) => replace(database(foreign), database(archive)),
  'the database as it was earlier': (archive, _random, { earlier }) => replace(database(earlier), database(archive)),
  'a database of something else': (archive, _random, { otherDatabase }) => replace(otherDatabase, database(archive)),
  'a log of nothing beside it': (archive) => writeFileSync(wal(archive), ''),
  'a log of rubbish beside it': (archive, random) =>
    writeFileSync(wal(archive), Buffer.from(Array.from({ length: 5000 }, () => rubbish(random)))),
  'a folder for a log beside it': (archive) => void mkdirSync(wal(archive)),
};

export const OF_PARQUET: Readonly<Record<string, Damage>> = {
  ...toFile(manifest, 'manifest'),
  ...toFile(parquetFile, 'Parquet file'),
  'a manifest that is null': (archive) => writeFileSync(manifest(archive), 'null'),
  'a manifest that is a list': (archive) => writeFileSync(manifest(archive), '[]'),
  'a manifest without its tables': (archive) => writeFileSync(manifest(archive), '{"format":1,"pageNr":1}'),
  'a manifest without one table': (archive, random) => {
    const all = JSON.parse(readFileSync(manifest(archive), 'utf8'));
    delete all.tables[random.pick(Object.keys(all.tables))];
    writeFileSync(manifest(archive), JSON.stringify(all));
  },
  'the manifest of another archive': (archive, _random, { foreign }) => replace(manifest(foreign), manifest(archive)),
  'the tables of another archive': (archive, _random, { foreign }) =>
    replace(join(foreign, 'parquet'), join(archive, 'parquet')),
  'the manifest as it was earlier': (archive, _random, { earlier }) => replace(manifest(earlier), manifest(archive)),
  'the tables as they were earlier': (archive, _random, { earlier }) =>
    replace(join(earlier, 'parquet'), join(archive, 'parquet')),
  'the content of two files swapped': (archive, random) => {
    const [one, other] = [parquetFile(archive, random), parquetFile(archive, random)];
    const kept = readFileSync(one);
    writeFileSync(one, readFileSync(other));
    writeFileSync(other, kept);
  },
  'no tables at all': (archive) => rmSync(join(archive, 'parquet'), { recursive: true }),
  'a file in place of the tables': (archive) => {
    rmSync(join(archive, 'parquet'), { recursive: true });
    writeFileSync(join(archive, 'parquet'), '');
  },
  'the folder of a table missing': (archive) => rmSync(join(archive, 'parquet', 'messages'), { recursive: true }),
  'a file in place of the folder of a table': (archive) => {
    rmSync(join(archive, 'parquet', 'accounts'), { recursive: true });
    writeFileSync(join(archive, 'parquet', 'accounts'), '');
  },
  'a scratch database of rubbish': (archive) => writeFileSync(join(archive, 'parquet', 'scratch.duckdb'), 'rubbish'),
  'a folder in place of a file that is being written': (archive) =>
    void mkdirSync(join(archive, 'parquet', 'messages', 'writing.tmp')),
};
