// import as a user meets it: what it takes, what it says of what it cannot take, attachments, and files made to do harm.
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, symlink } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { acquireLock } from '../../src/journal/lock.js';
import { ExitCode } from '../../src/lib/errors.js';
import { type TemporaryFolder, temporaryFolder } from '../support/folder.js';
import {
  attachment,
  dumped,
  dumperFile,
  importHere,
  openGaps,
  refusalOf,
  rows,
  sha256,
  withFiles,
  written,
} from '../support/import.js';
import { verifyJournal } from '../support/journal-reader.js';
import { zipOf } from '../support/zip.js';

const HISTORY = dumperFile({ c: { topic: 'T', members: ['a'], messages: [dumped(1), dumped(2), dumped(3)] } });

describe('files', () => {
  const forms: Record<string, string | Buffer> = {
    'a.json': HISTORY,
    'gzip under any name.txt': gzipSync(HISTORY),
    'a.zip': zipOf([
      { name: 'readme.txt', content: 'x' },
      { name: 'history.json', content: HISTORY, isDeflated: true },
    ]),
    'gzip in a zip.json': zipOf([{ name: 'out/history.json.gz', content: gzipSync(HISTORY) }]),
  };
  test.each(Object.entries(forms))('%s', async (name, content) => {
    await using folder = await temporaryFolder();
    const archive = folder.at('archive');
    const summary = await importHere(await written(folder.at(name), content), archive);
    expect(summary).toMatchObject({ exit_code: 0, file: name, format: 'dumper', account_id: 'me', records: 5 });
    expect(summary.totals).toMatchObject({ messages: 3, conversations: 1 });
  });

  test('records of the file are in the journal byte for byte, numbers, escapes and order of fields included', async () => {
    await using folder = await temporaryFolder();
    const odd =
      '{"message_nr":1,"n":12345678901234567890.10,"s":"\\u0061\\ud800","mk_message_type":"text","message":"x","b":1,"b":2}';
    const file = await written(folder.at('h.json'), `{"conversations":{"c":{"messages":[${odd}],"topic":"t"}}}`);
    await importHere(file, folder.at('archive'));
    const pages = verifyJournal(folder.at('archive')).filter(({ call }) => call === 'archive/import');
    expect(pages[0]?.args).toEqual({ file: 'h.json', sha256: sha256(await readFile(file, 'utf8')), format: 'dumper' });
    expect(pages[0]?.records[0]).toEqual({ path: 'conversations/c/messages', text: odd });
    const info = JSON.parse(await readFile(folder.at('archive', 'archive.json'), 'utf8'));
    expect(info).toMatchObject({ server: 'https://fleep.io', accounts: [], store: 'duckdb' });
  });

  test('pages are of a bounded size', async () => {
    await using folder = await temporaryFolder();
    const long = 'x'.repeat(300_000);
    const messages = [...Array(1200).keys()].map((nr) => dumped(nr + 1, nr % 200 === 0 ? { message: long } : {}));
    await importHere(
      await written(folder.at('h.json'), { conversations: { c: { topic: 't', messages } } }),
      folder.at('a'),
    );
    const pages = verifyJournal(folder.at('a')).filter(({ call }) => call === 'archive/import');
    expect(Math.max(...pages.map(({ records }) => records.length))).toBe(500);
    for (const { records } of pages)
      expect(records.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThan(1_500_000);
  });
});

describe('what is no history changes nothing and ends with 2', () => {
  const files: Record<string, [string | Buffer, RegExp]> = {
    'text.json': ['hello', /is no JSON \(byte 0/],
    'page.json': ['<!DOCTYPE html><html>', /is no JSON \(byte 0/],
    'empty.json': ['', /no history of Fleep/],
    'other.json': ['{"userId":"x","conversations":[{"id":"y","MessageList":[]}]}', /no history of Fleep/],
    'cut.json.gz': [gzipSync('{"a":1}').subarray(0, 15), /is no JSON/],
    'nothing.zip': [
      zipOf([
        { name: 'a.txt', content: 'x' },
        { name: 'b.json', content: '[1]' },
      ]),
      /zip without a history/,
    ],
    'none.zip': [zipOf([]), /zip without a history/],
    'locked.zip': [zipOf([{ name: 'history.json', content: HISTORY, isEncrypted: true }]), /is encrypted: unpack it/],
    'cut.zip': [zipOf([{ name: 'history.json', content: HISTORY }]).subarray(0, 300), /cannot be read as a zip/],
  };
  test.each(Object.entries(files))('%s', async (name, [content, words]) => {
    await using folder = await temporaryFolder();
    const { message, exitCode } = await refusalOf(
      importHere(await written(folder.at(name), content), folder.at('archive')),
    );
    expect(message).toMatch(words);
    expect(exitCode).toBe(ExitCode.usage);
    expect(existsSync(folder.at('archive'))).toBe(false);
  });

  test('no file, a folder, no folder of attachments, a folder that is something else, an archive in use', async () => {
    await using folder = await temporaryFolder();
    const archive = folder.at('archive');
    const file = await written(folder.at('h.json'), HISTORY);
    const say = async (run: Promise<unknown>) => {
      const { message, exitCode } = await refusalOf(run);
      return [exitCode, message];
    };
    expect(await say(importHere(folder.at('no.json'), archive))).toEqual([
      2,
      expect.stringMatching(/cannot be opened/),
    ]);
    expect(await say(importHere('', archive))).toEqual([2, expect.stringMatching(/^The name of the file is empty: /)]);
    expect(await say(importHere(folder.path, archive))).toEqual([2, expect.stringMatching(/is a folder/)]);
    expect(await say(importHere(file, archive, { files: file }))).toEqual([2, expect.stringMatching(/is no folder/)]);
    expect(await say(importHere(file, folder.path))).toEqual([
      10,
      expect.stringMatching(/not an archive and not empty/),
    ]);
    expect(existsSync(archive)).toBe(false);
    await importHere(file, archive);
    expect(await say(importHere(file, archive, { store: 'parquet' }))).toEqual([
      2,
      expect.stringMatching(/duckdb archive/),
    ]);
    const lock = await acquireLock(archive);
    expect(await say(importHere(file, archive))).toEqual([11, expect.stringMatching(/in use/)]);
    await lock.release();
  });
});

describe('a file that is not whole', () => {
  test('is taken over as far as it goes, ends with 2, stays a gap, and is completed by the whole one', async () => {
    await using folder = await temporaryFolder();
    const archive = folder.at('archive');
    const file = await written(folder.at('h.json'), HISTORY.slice(0, HISTORY.indexOf('message 3')));
    for (const turn of [1, 2]) {
      const { message, exitCode } = await refusalOf(importHere(file, archive));
      expect([turn, exitCode]).toEqual([turn, ExitCode.usage]);
      expect(message).toMatch(
        /breaks off at byte \d+ \(it ends in the middle\); the 4 records before that are in .*import it again/,
      );
      expect(await rows(archive, 'SELECT message_nr FROM messages ORDER BY 1')).toEqual([
        { message_nr: 1 },
        { message_nr: 2 },
      ]);
      expect(await openGaps(archive)).toMatchObject([{ kind: 'import', cause: 'unreadable', target: 'import h.json' }]);
    }
    const { exit_code, totals } = await importHere(await written(file, HISTORY), archive);
    expect([exit_code, totals.messages, totals.message_versions, totals.open_gaps]).toEqual([0, 3, 3, 0]);
  });

  test('in its packing as well', async () => {
    await using folder = await temporaryFolder();
    const many = dumperFile({
      c: { topic: 't', messages: [...Array(3000).keys()].map((nr) => dumped(nr + 1, { s: sha256(`${nr}`) })) },
    });
    const packed = gzipSync(many);
    const file = await written(folder.at('h.json.gz'), packed.subarray(0, packed.length / 2));
    const { message } = await refusalOf(importHere(file, folder.at('a')));
    expect(message).toMatch(/breaks off at byte \d{6}/);
    const [row] = await rows(folder.at('a'), 'SELECT count(*) AS held, max(message_nr) AS last FROM messages');
    expect(row?.held).toBe(row?.last);
    expect(Number(row?.held)).toBeGreaterThan(1000);
  });

  test('single records that cannot be read are left out and named', async () => {
    await using folder = await temporaryFolder();
    const file = await written(folder.at('h.json'), HISTORY.replace('"message_nr": 2', '"message_nr": 02'));
    const { exit_code, unreadable, totals } = await importHere(file, folder.at('a'));
    expect([exit_code, unreadable, totals.messages]).toEqual([3, 1, 2]);
    expect(await openGaps(folder.at('a'))).toMatchObject([
      { detail: expect.stringMatching(/^1 records cannot be read or placed, the first at byte \d+: it is no JSON$/) },
    ]);
  });
});

test('records that have no place in the tables are kept and named', async () => {
  await using folder = await temporaryFolder();
  const lost = { mk_message_type: 'text', message: 'without a number' };
  const history = {
    contacts: [{ display_name: 'nobody' }],
    conversations: [
      { conversation_id: 'c', topic: 'T', messages: [dumped(1), lost, dumped(2)] },
      { topic: 'without an id', messages: [dumped(3)] },
    ],
  };
  const file = await written(folder.at('h.json'), history);
  const { exit_code, unreadable, totals } = await importHere(file, folder.at('a'));
  expect([exit_code, unreadable, totals.messages, totals.conversations]).toEqual([3, 4, 2, 1]);
  expect(await openGaps(folder.at('a'))).toMatchObject([
    { cause: 'unreadable', detail: expect.stringMatching(/^4 records .*: it has no account_id$/) },
  ]);
  const kept = verifyJournal(folder.at('a')).flatMap(({ records }) => records.map(({ text }) => text));
  expect(kept).toContain(JSON.stringify(lost));
});

const STORED = 'SELECT file_name AS name, stored_sha256 AS sha256 FROM files ORDER BY message_nr';

describe('attachments', () => {
  const history = withFiles(
    attachment(1, 'a.txt', 'content a'),
    attachment(2, 'b.txt', 'content b', { file_sha256: undefined }),
    attachment(3, 'c.txt', 'content c'),
    attachment(4, 'd.txt', 'content d'),
    attachment(5, 'a copy.txt', 'content a'),
    attachment(6, 'deleted.txt', 'x', { is_deleted: true }),
  );

  async function expectFound(folder: TemporaryFolder, attachments: number) {
    expect(attachments).toBe(3);
    expect(await rows(folder.at('archive'), STORED)).toEqual([
      { name: 'a.txt', sha256: sha256('content a') },
      { name: 'b.txt', sha256: sha256('content b') },
      { name: 'c.txt', sha256: null },
      { name: 'd.txt', sha256: null },
      { name: 'a copy.txt', sha256: sha256('content a') },
      { name: 'deleted.txt', sha256: null },
    ]);
    expect(await openGaps(folder.at('archive'))).toMatchObject([
      {
        kind: 'file',
        cause: 'content differs',
        target: '/file/c/3/at3/c.txt',
        detail: 'c.txt: its SHA-256 is another one',
      },
      { kind: 'file', cause: 'not in the import', target: '/file/c/4/at4/d.txt' },
    ]);
    const stored = await readdir(folder.at('archive', 'files'), { recursive: true });
    expect(
      stored
        .filter((name) => name.length > 60)
        .map((name) => name.slice(-64))
        .sort(),
    ).toEqual([sha256('content a'), sha256('content b')].sort());
  }

  test('in a folder: by hash under any name, by name and size without one; links are not followed', async () => {
    await using folder = await temporaryFolder();
    await mkdir(folder.at('files', 'deep'), { recursive: true });
    await written(folder.at('files', 'deep', 'renamed'), 'content a');
    await written(folder.at('files', 'b.txt'), 'content b');
    await written(folder.at('files', 'c.txt'), 'CONTENT c');
    await written(folder.at('elsewhere'), 'content d');
    await symlink(folder.at('elsewhere'), folder.at('files', 'd.txt'));
    await symlink(folder.path, folder.at('files', 'up'));
    const file = await written(folder.at('h.json'), history);
    const { attachments, exit_code } = await importHere(file, folder.at('archive'), { files: folder.at('files') });
    expect(exit_code).toBe(3);
    await expectFound(folder, attachments);
    // Once more with what was missing: the gap closes, nothing else happens.
    await written(folder.at('files', 'deep', 'found'), 'content d');
    const { added } = await importHere(file, folder.at('archive'), { files: folder.at('files') });
    expect(added).toMatchObject({ files_stored: 1, open_gaps: -1, files: 0, messages: 0 });
  });

  test('of messages of before 2014 and of rows of 2018: found by name, and a gap until then', async () => {
    await using folder = await temporaryFolder();
    const old = { file_name: 'old.pdf', file_id: 'F', file_size: 3, file_url: '/file/F/old.pdf' };
    const messages = [
      { mk_rec_type: 'message', message_nr: 1, mk_message_type: 'file', message: JSON.stringify(old) },
      {
        mk_rec_type: 'message',
        message_nr: 2,
        mk_message_type: 'text',
        message: '<msg><file key="at2">b.txt</file></msg>',
        attachments: [attachment(2, 'b.txt', 'content b')],
      },
    ];
    const file = await written(folder.at('h.json'), {
      conversations: [{ mk_rec_type: 'conv', conversation_id: 'c', messages }],
    });
    const before = await importHere(file, folder.at('archive'));
    expect([before.exit_code, before.totals.files, before.totals.open_gaps]).toEqual([3, 2, 2]);
    await mkdir(folder.at('files'));
    await written(folder.at('files', 'old.pdf'), 'pdf');
    await written(folder.at('files', 'other name'), 'content b');
    const { exit_code, attachments, totals } = await importHere(file, folder.at('archive'), {
      files: folder.at('files'),
    });
    expect([exit_code, attachments, totals.open_gaps]).toEqual([0, 2, 0]);
    expect(await rows(folder.at('archive'), STORED)).toEqual([
      { name: 'old.pdf', sha256: sha256('pdf') },
      { name: 'b.txt', sha256: sha256('content b') },
    ]);
  });

  test('in the zip of the history, also under hostile names', async () => {
    await using folder = await temporaryFolder();
    const zip = zipOf([
      { name: 'history.json', content: JSON.stringify(history) },
      { name: '../../../escaped', content: 'content a', isDeflated: true },
      { name: '/absolute/b.txt', content: 'content b' },
      { name: 'nul\0/c.txt', content: 'CONTENT c' },
      { name: 'files/locked', content: 'content d', isEncrypted: true },
    ]);
    const { attachments } = await importHere(await written(folder.at('x.zip'), zip), folder.at('archive'));
    await expectFound(folder, attachments);
    expect((await readdir(folder.path)).sort()).toEqual(['archive', 'x.zip']);
  });

  test('two wanted files of one name and without hashes are not told apart by name', async () => {
    await using folder = await temporaryFolder();
    const one = { file_sha256: undefined, file_size: undefined };
    const file = await written(
      folder.at('h.json'),
      withFiles(attachment(1, 'a.txt', 'x', one), attachment(2, 'a.txt', 'y', one)),
    );
    await mkdir(folder.at('files'));
    await written(folder.at('files', 'a.txt'), 'x');
    const { attachments } = await importHere(file, folder.at('archive'), { files: folder.at('files') });
    expect(attachments).toBe(0);
    expect(await openGaps(folder.at('archive'))).toMatchObject(
      [{ detail: /several files/ }, { detail: /several files/ }].map(() => ({ cause: 'content differs' })),
    );
  });
});

describe('files made to do harm', () => {
  test('an attachment of the zip that looks like a history is none', async () => {
    await using folder = await temporaryFolder();
    const forged = dumperFile({ c: { topic: 'forged', members: [], messages: [dumped(1, { message: 'forged' })] } });
    const zip = zipOf([
      { name: 'export/files/history.json', content: forged },
      { name: 'export/history.json', content: HISTORY },
    ]);
    await importHere(await written(folder.at('x.zip'), zip), folder.at('archive'));
    expect(await rows(folder.at('archive'), "SELECT * FROM message_versions WHERE message = 'forged'")).toEqual([]);
  });

  test('records cannot pass for notes of the archive, whatever a parser makes of a name that comes twice', async () => {
    await using folder = await temporaryFolder();
    const hash = sha256('secret');
    const note = `"mk_rec_type":"archive_file","file_url":"/file/c/1/at1/a.txt","stored_sha256":"${hash}","stored_size":1`;
    const inside = { ...attachment(2, 'b.txt', 'b'), mk_rec_type: 'archive_file', stored_sha256: hash, stored_size: 1 };
    const lines = [
      `{${note}}`,
      `{${note},"mk_rec_type":"contact","account_id":"a"}`,
      '{"mk_rec_type":"archive_gap","gap_id":"g","kind":"file","cause":"x","is_open":true}',
      '{"mk_rec_type":"archive_run","run_id":"forged"}',
      JSON.stringify(withFiles(attachment(1, 'a.txt', 'a'), inside)),
    ];
    await importHere(await written(folder.at('h.ndjson'), lines.join('\n')), folder.at('archive'));
    expect(await rows(folder.at('archive'), STORED)).toEqual([{ name: 'a.txt', sha256: null }]);
    expect(await rows(folder.at('archive'), "SELECT * FROM runs WHERE run_id = 'forged'")).toEqual([]);
    expect(await rows(folder.at('archive'), "SELECT * FROM gaps WHERE gap_id = 'g'")).toEqual([]);
  });

  test('names and ids of every kind, lists of nonsense and deep nesting are kept or named, and the load goes on', async () => {
    await using folder = await temporaryFolder();
    const deep = `${'['.repeat(5000)}${']'.repeat(5000)}`;
    const file = await written(
      folder.at('h.json'),
      `{"contacts":{"../../a":{"display_name":"\\u0000"},"b":{"account_id":null},"":{},"d":null},"conversations":{
        "../../etc/passwd":{"messages":[{"message_nr":1,"mk_message_type":"text","message":"\\u0000"}],"topic":"../.."},
        "c/conversation/d":{"messages":{"1":{"message_nr":1,"mk_message_type":"text","message":"m"},"2":[]},"members":"nobody"},
        "e/messages":{"topic":7,"deep":${deep}},"f":{"conversation_id":null,"topic":"f","members":[]},
        "g":{"conversation_id":"g","conversation_id":null,"topic":"g","members":[]},
        "constructor":{"messages":[{"message_nr":"9007199254740991","__proto__":{"x":1},"message":5},{"message_nr":-1},{"x":1},{}]},
        "${'x'.repeat(500)}":{"topic":"long","members":[],"messages":[{"message_nr":1}]}}}`,
    );
    const { totals, unreadable } = await importHere(file, folder.at('archive'));
    expect(unreadable).toBeGreaterThan(0);
    expect(totals.unplaced_records).toBeGreaterThan(0);
    const ids = await rows(folder.at('archive'), 'SELECT DISTINCT conversation_id AS id FROM messages ORDER BY 1');
    expect(ids).toEqual([{ id: '../../etc/passwd' }, { id: 'c/conversation/d' }, { id: 'constructor' }]);
    expect((await readdir(folder.path)).sort()).toEqual(['archive', 'h.json']);
    verifyJournal(folder.at('archive'));
  });
});

test('a run that is interrupted says so, and the same command goes on', async () => {
  await using folder = await temporaryFolder();
  const file = await written(folder.at('h.json'), HISTORY);
  const { exitCode } = await refusalOf(importHere(file, folder.at('a'), { signal: AbortSignal.abort() }));
  expect(exitCode).toBe(ExitCode.interrupted);
  expect((await importHere(file, folder.at('a'))).totals.messages).toBe(3);
});
