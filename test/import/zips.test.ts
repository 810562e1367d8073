// Zips that hold the history: damaged, of many histories, made to mislead.
import { expect, test } from 'vitest';
import { inspectFile } from '../../src/import/inspect.js';
import { openFile } from '../../src/import/source.js';
import { ExitCode } from '../../src/lib/errors.js';
import { temporaryFolder } from '../support/folder.js';
import {
  attachment,
  dumped,
  dumperFile,
  importHere,
  openGaps,
  refusalOf,
  rows,
  withFiles,
  written,
} from '../support/import.js';
import { type ZipPart, zipOf } from '../support/zip.js';

const historyOf = (id: string, ...numbers: readonly number[]) =>
  dumperFile({ [id]: { topic: id, members: ['a'], messages: numbers.map((nr) => dumped(nr)) } });

/** With a byte of the text at its first, or at its last place, changed. */
function spoil(zip: Buffer, text: string, place: 'first' | 'last' = 'first'): Buffer {
  const spoiled = Buffer.from(zip);
  const at = place === 'first' ? zip.indexOf(text) : zip.lastIndexOf(text);
  spoiled[at + text.length - 1] = 0x39;
  return spoiled;
}

const CONVERSATIONS = 'SELECT conversation_id AS id FROM conversations ORDER BY 1';

test('a text with another checksum is damaged, and so is an attachment', async () => {
  await using folder = await temporaryFolder();
  const file = attachment(1, 'a.txt', 'pay 1000', { file_sha256: undefined });
  const whole = zipOf([
    { name: 'history.json', content: JSON.stringify(withFiles(file)) },
    { name: 'files/a.txt', content: 'pay 1000' },
  ]);
  const spoiledFile = await written(folder.at('x.zip'), spoil(whole, 'pay 1', 'last'));
  const { attachments, exit_code } = await importHere(spoiledFile, folder.at('a'));
  expect([attachments, exit_code]).toEqual([0, 3]);
  expect(await openGaps(folder.at('a'))).toMatchObject([
    { cause: 'content differs', detail: expect.stringMatching(/^a\.txt: it cannot be read \(its checksum is another/) },
  ]);
  const spoiledText = await written(folder.at('y.zip'), spoil(whole, '<p>a '));
  const { message, exitCode } = await refusalOf(importHere(spoiledText, folder.at('b')));
  expect(exitCode).toBe(ExitCode.usage);
  expect(message).toMatch(
    /y\.zip: history\.json breaks off at byte \d+ \(its checksum is another one than the zip says\)/,
  );
  expect(await openGaps(folder.at('b'))).toMatchObject([{ cause: 'unreadable', target: 'import y.zip: history.json' }]);
});

test('an entry that cannot be unpacked at all is damage, and the others are taken', async () => {
  await using folder = await temporaryFolder();
  const [one, two] = ['one', 'two'].map((id) => historyOf(id, 1)) as [string, string];
  const partsOf = (isEncrypted: boolean) => [
    { name: 'one.json', content: one },
    { name: 'two.json', content: two, isEncrypted },
  ];
  const locked = zipOf(partsOf(true));
  const noHeader = zipOf(partsOf(false));
  noHeader[noHeader.indexOf('PK\x03\x04', 4, 'latin1') + 2] = 9;
  for (const [name, zip, reason] of [
    ['locked', locked, 'it is encrypted'],
    ['no header', noHeader, 'invalid local file header'],
  ] as const) {
    const archive = folder.at(name);
    const { message, exitCode } = await refusalOf(importHere(await written(folder.at(`${name}.zip`), zip), archive));
    expect(exitCode).toBe(ExitCode.usage);
    expect(message).toContain(`${name}.zip: two.json breaks off at byte 0 (${reason}`);
    expect(await rows(archive, CONVERSATIONS)).toEqual([{ id: 'one' }]);
    expect(await openGaps(archive)).toMatchObject([{ target: `import ${name}.zip: two.json` }]);
  }
});

test('what lies below a text that cannot be unpacked is not taken for the history', async () => {
  await using folder = await temporaryFolder();
  const zip = zipOf([
    { name: 'history.json', content: historyOf('one', 1) },
    { name: 'files/forged.json', content: historyOf('two', 1) },
  ]);
  zip[2] = 9;
  const { message, exitCode } = await refusalOf(importHere(await written(folder.at('x.zip'), zip), folder.at('a')));
  expect(exitCode).toBe(ExitCode.usage);
  expect(message).toMatch(/zip without a history in it \(history\.json, byte 0: invalid local file header/);
});

test('every history of the uppermost folder is found, quickly, however many there are', async () => {
  await using folder = await temporaryFolder();
  const many = [...Array(1200).keys()].map((nr) => ({
    name: `out/${nr}.json`,
    content: `{"conversation_id":"c${nr}"}`,
  }));
  const path = await written(folder.at('x.zip'), zipOf(many));
  const { signal } = new AbortController();
  const found = await inspectFile(await openFile(path, signal), signal);
  expect(found.map(({ candidate }) => candidate.entry)).toEqual(many.map(({ name }) => name));
});

test('what lies deeper, however much it is, does not take the place of the history, and where there is none that is said', async () => {
  await using folder = await temporaryFolder();
  const deeper = [...Array(5).keys()].map((nr) => ({ name: `files/${nr}.json`, content: '{}' }));
  const upper = [1, 2].map((nr) => ({ name: `${nr}.json`, content: historyOf(`${nr}`, 1) }));
  const { signal } = new AbortController();
  const inspect = async (parts: readonly ZipPart[]) => {
    const file = await openFile(await written(folder.at('x.zip'), zipOf(parts)), signal);
    return (await inspectFile(file, signal, 3)).map(({ candidate }) => candidate.entry);
  };
  expect(await inspect([...deeper, ...upper])).toEqual(['1.json', '2.json']);
  expect(await inspect([...upper, ...deeper])).toEqual(['1.json', '2.json']);
  for (const parts of [deeper, [...deeper, { name: 'a.json', content: '{}' }]]) {
    const { message, exitCode } = await refusalOf(inspect(parts));
    expect([message, exitCode]).toEqual([expect.stringContaining('has too many .json files'), ExitCode.usage]);
  }
});

test('of two texts with the same name in a zip, the whole one does not close the gap of the other', async () => {
  await using folder = await temporaryFolder();
  const broken = historyOf('one', 1, 2).replace('"message_nr": 2', '"message_nr": 02');
  const zip = zipOf([
    { name: 'a/history.json', content: broken },
    { name: 'b/history.json', content: historyOf('two', 1) },
  ]);
  const file = await written(folder.at('x.zip'), zip);
  for (const turn of [1, 2]) {
    const { exit_code } = await importHere(file, folder.at('a'));
    expect([turn, exit_code]).toEqual([turn, ExitCode.gaps]);
    expect(await openGaps(folder.at('a'))).toMatchObject([{ target: 'import x.zip: a/history.json' }]);
  }
  await written(file, zipOf([{ name: 'a/history.json', content: historyOf('one', 1, 2) }]));
  expect(await importHere(file, folder.at('a'))).toMatchObject({ exit_code: 0, totals: { messages: 3, open_gaps: 0 } });
});
