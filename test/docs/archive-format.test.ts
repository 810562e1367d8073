// The verification recipe of docs/archive-format.md, taken from the page and run on real archives: good ones pass, and each of the
// changes that it promises to find is found.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { contentPath, createArchive, journalPath } from '../../src/journal/archive-folder.js';
import { ownRecord } from '../../src/journal/format.js';
import { Journal } from '../../src/journal/journal.js';
import { sliceAnswer } from '../../src/lib/json-slices.js';
import { writeManifest } from '../../src/store/manifest.js';
import { readTree } from '../source-tree.js';

const DOC = new URL('../../docs/archive-format.md', import.meta.url);
const CONTENT = Buffer.from('the content of a file');
const SHA256 = createHash('sha256').update(CONTENT).digest('hex');

/** More than Node reads at once; on the disk it takes no room. */
const ZEROS = 2 ** 31 + 1;
const SHA256_OF_ZEROS = 'b8030a8ab89280935633d8d991da3d9907c0f12e8b6fc3bfc515f4d440872b6e';

let folder: string;
let archive: string;

interface Verdict {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

function verify(): Promise<Verdict> {
  return new Promise((resolve) => {
    execFile(process.execPath, [join(folder, 'verify.mjs'), archive], (failure, out, error) => {
      resolve({ code: failure === null ? 0 : Number(failure.code), out, error });
    });
  });
}

// Answers of every shape: lists, a header, a whole record, line breaks, text beyond ASCII, numbers that JSON.parse would change.
const ANSWERS = [
  '{"ticket":"secret","account_id":"a1","profiles":[]}',
  '{"header":{"mk_rec_type":"conv","last_message_nr":3},"stream":[{"mk_rec_type":"message","message":"käsi \\u00e4 \u2028 🙂"},{"n":12345678901234567890.10,"n":1}]}',
  '{\n  "mk_rec_type": "contact",\n  "display_name": "A  \\n B"\n}',
  '{"stream":[{"a":1},{"a":2},{"a":3},{"a":4},{"a":5}],"path \\"odd\\"":[{"b":"}"}],"event_horizon":7}',
];

async function makeArchive(): Promise<void> {
  archive = await mkdtemp(join(folder, 'archive-'));
  await createArchive(archive, { store: 'duckdb', server: 'http://127.0.0.1', accounts: ['a1'], created: '' });
  // A segment for every page or two, so that there are sealed ones, plain ones and an open one.
  await using journal = await Journal.open(archive, { runId: 'r1', segmentBytes: 300 });
  for (const answer of ANSWERS) {
    const { envelope, records } = sliceAnswer(Buffer.from(answer));
    await journal.append({
      call: 'test',
      args: {},
      status: 200,
      records: [{ path: 'envelope', bytes: envelope }, ...records],
    });
  }
  await journal.append({ call: 'archive/conversation_done', args: {}, status: 0, records: [] });
  await mkdir(dirname(contentPath(archive, SHA256)), { recursive: true });
  await writeFile(contentPath(archive, SHA256), CONTENT);
  const record = ownRecord({ mk_rec_type: 'archive_file', file_url: '/f', stored_sha256: SHA256, stored_size: 21 });
  await journal.append({ call: 'GET /f', args: {}, status: 200, records: [record] });
  await journal.settle();
}

/** The text of all segments in order, each with its path. */
async function readSegments(): Promise<{ path: string; text: string }[]> {
  const paths = (await readdir(journalPath(archive))).sort().map((name) => join(journalPath(archive), name));
  return Promise.all(
    paths.map(async (path) => {
      const bytes = await readFile(path);
      return { path, text: (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8') };
    }),
  );
}

/** Changes the first segment whose text the change changes, whatever its form. */
async function edit(change: (text: string) => string): Promise<void> {
  const found = (await readSegments()).find(({ text }) => change(text) !== text);
  if (found === undefined) throw new Error('The change changes nothing.');
  const after = change(found.text);
  await writeFile(found.path, found.path.endsWith('.gz') ? gzipSync(after) : after);
}

const drop = (pattern: RegExp) => (text: string) =>
  text
    .split('\n')
    .filter((line) => !pattern.test(line))
    .join('\n');

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fleep-format-'));
  const recipe = /```js\n(.*?)```/s.exec(await readFile(DOC, 'utf8'))?.[1] ?? '';
  await writeFile(join(folder, 'verify.mjs'), recipe);
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(makeArchive);

describe('the recipe of docs/archive-format.md', () => {
  it('accepts an archive of several segments and counts it', async () => {
    const names = await readdir(journalPath(archive));
    expect(names.filter((name) => name.endsWith('.gz')).length).toBeGreaterThan(0);
    expect(names.filter((name) => name.endsWith('.ndjson')).length).toBeGreaterThan(0);
    const { code, out, error } = await verify();
    expect(error).toBe('');
    expect(code).toBe(0);
    expect(out).toMatch(/^6 pages, 15 records, 1 files; last hash [0-9a-f]{64}\n$/);
  });

  it('accepts a tail that was never acknowledged', async () => {
    const open = (await readdir(journalPath(archive))).sort().at(-1) ?? '';
    await appendFile(join(journalPath(archive), open), '{"page":7,"index":0,"salt":"00');
    expect((await verify()).code).toBe(0);
  });

  it.each<readonly [string, (text: string) => string, RegExp]>([
    ['a changed record', (text) => text.replace('käsi', 'kasi'), /root of the records/],
    ['a changed number', (text) => text.replace('567890.10', '567890.1'), /root of the records/],
    [
      'a changed salt',
      (text) => text.replace(/"salt":"(.)/, (_, c) => `"salt":"${c === '0' ? 1 : 0}`),
      /root of the records/,
    ],
    ['a changed path', (text) => text.replace('"path":"stream"', '"path":"matches"'), /paths of the records/],
    ['an empty path that was filled', (text) => text.replace('"path":""', '"path":"matches"'), /paths of the records/],
    [
      'a path in other words',
      (text) => text.replace('"path":"header"', '"path":"h\\u0065ader"'),
      /paths of the records/,
    ],
    ['a changed number of a page', (text) => text.replace('{"page":2,', '{"page":3,'), /record out of place/],
    ['a number of a page in other words', (text) => text.replace('{"page":2,', '{"page":02,'), /record out of place/],
    ['a changed place of a record', (text) => text.replace('"index":1,', '"index":0,'), /record out of place/],
    ['a line with another end', (text) => text.replace(/\}\n/, ']\n'), /neither record nor commit/],
    ['a hash of paths that was taken out', (text) => text.replace(/"paths":"\w+",/, ''), /hash of the commit/],
    ['a missing record', drop(/"path":"header"/), /record out of place/],
    ['a missing page', drop(/"page":1,/), /page 1/],
    ['a changed commit', (text) => text.replace('"call":"test"', '"call":"tset"'), /hash of the commit/],
  ])('finds %s', async (_, change, reason) => {
    await edit(change);
    const { code, error } = await verify();
    expect(error).toMatch(reason);
    expect(code).toBe(1);
  });

  it('accepts pages of before there was a hash of paths', async () => {
    // The last page follows all others, so that its hash is in no other page.
    const text = (await allLines()).filter((line) => line.startsWith('{"commit":')).at(-1) ?? '';
    const commit = text.slice('{"commit":'.length, text.indexOf(',"hash":')).replace(/"paths":"\w+",/, '');
    const hash = createHash('sha256').update(commit).digest('hex');
    await edit((lines) => lines.replace(text, `{"commit":${commit},"hash":"${hash}"}`));
    expect(await verify()).toMatchObject({ code: 0, error: '' });
  });

  it.each([
    ['in a topic', { topic: 'archive_file' }, 'conversations'],
    ['in the kind of a record of the service', { mk_rec_type: 'archive_file', stored_sha256: 'none' }, 'archive'],
  ])('takes the words of others for no note of ours: %s', async (_name, record, path) => {
    await using journal = await Journal.open(archive, { runId: 'r2' });
    const bytes = Buffer.from(JSON.stringify(record));
    await journal.append({ call: 'conversation/list', args: {}, status: 200, records: [{ path, bytes }] });
    expect(await verify()).toMatchObject({ code: 0, error: '' });
  });

  it('hashes files that are larger than a buffer can be', { timeout: 120_000 }, async () => {
    await using journal = await Journal.open(archive, { runId: 'r2' });
    await mkdir(dirname(contentPath(archive, SHA256_OF_ZEROS)), { recursive: true });
    await writeFile(contentPath(archive, SHA256_OF_ZEROS), '');
    await truncate(contentPath(archive, SHA256_OF_ZEROS), ZEROS);
    const record = ownRecord({ mk_rec_type: 'archive_file', file_url: '/z', stored_sha256: SHA256_OF_ZEROS });
    await journal.append({ call: 'GET /z', args: {}, status: 200, records: [record] });
    expect(await verify()).toMatchObject({ code: 0, error: '' });
  });

  it('finds a segment that is gone', async () => {
    const [first = ''] = (await readdir(journalPath(archive))).sort();
    await rm(join(journalPath(archive), first));
    expect((await verify()).error).toMatch(/page 1/);
  });

  it('finds a file that is gone, or another', async () => {
    await writeFile(contentPath(archive, SHA256), 'something else');
    expect((await verify()).error).toMatch(`file ${SHA256}`);
    await rm(contentPath(archive, SHA256));
    expect((await verify()).error).toMatch(`file ${SHA256}`);
  });
});

describe('docs/archive-format.md', () => {
  it('names every field of archive.json, of a commit line and of the manifest', async () => {
    const text = await readFile(DOC, 'utf8');
    await writeManifest(await manifestFolder(), {
      format: 1,
      pageNr: 1,
      tables: {
        t: [{ path: 'p', partition: 'all', rows: 0, sizeBytes: 0, sha256: '', fingerprint: '' }],
      },
    });
    const manifest = JSON.parse(await readFile(join(archive, 'parquet', 'manifest.json'), 'utf8'));
    const line = (await allLines()).find((candidate) => candidate.startsWith('{"commit":')) ?? '{}';
    const commit: Record<string, unknown> = JSON.parse(line).commit;
    const names = [
      ...Object.keys(JSON.parse(await readFile(join(archive, 'archive.json'), 'utf8'))),
      ...Object.keys(commit),
      ...Object.keys(manifest),
      ...Object.keys(manifest.tables.t[0]),
    ];
    expect(names.length).toBeGreaterThan(20);
    expect(names.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
  });

  it('names every note of our own', async () => {
    const text = await readFile(DOC, 'utf8');
    const code = readTree('src', '.ts').filter(({ path }) => !path.startsWith('emulator/'));
    const notes = code.flatMap((file) =>
      [...file.text.matchAll(/'(archive[/_][a-z_]+)'/g)].map(([, name]) => name ?? ''),
    );
    expect(new Set(notes).size).toBeGreaterThan(4);
    expect([...new Set(notes)].filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
  });

  it('keeps the ticket out, and the records as they came', async () => {
    const text = (await allLines()).join('\n');
    expect(text).not.toContain('secret');
    expect(text).toContain('"record":{"n":12345678901234567890.10,"n":1}}');
    expect(text).toContain('"path":"header","record":{"mk_rec_type":"conv","last_message_nr":3}}');
  });
});

async function manifestFolder(): Promise<string> {
  await mkdir(join(archive, 'parquet'), { recursive: true });
  return archive;
}

const allLines = async () => (await readSegments()).flatMap(({ text }) => text.split('\n'));
