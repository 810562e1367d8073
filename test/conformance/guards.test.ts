// The measuring instruments of these tests, shown to be able to find fault.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { ownRecord } from '../../src/journal/format.js';
import { Journal } from '../../src/journal/journal.js';
import { temporaryFolder } from '../support/folder.js';
import { verifyJournal } from '../support/journal-reader.js';
import { conv, message, people } from '../support/tiny-world.js';
import { compare, tableOf } from './canonical.js';
import { truthOf } from './truth.js';

const lines = [...people, conv('c'), message('c', 1), message('c', 2)];

test('the comparison finds a missing row, a further row, and a changed value in any column of a message', () => {
  const truth = truthOf(lines);
  const without = (nr: number) => truthOf(lines.filter((line) => line.message_nr !== nr));
  expect(compare(truth, without(2)).missing).toEqual(['messages c 2']);
  expect(compare(without(2), truth).extra).toEqual(['messages c 2']);
  const [row] = [...(truth.messages?.values() ?? [])];
  for (const column of Object.keys(row ?? {})) {
    const changed = new Map(truth.messages).set('c 1', { ...row, [column]: 'another' });
    expect(compare(truth, { ...truth, messages: changed }).different).toHaveLength(1);
  }
  expect(() => tableOf([...(truth.messages ?? []), ...(truth.messages ?? [])])).toThrow('Two rows');
});

test('the verifier finds a change of any byte of a journal', async () => {
  await using folder = await temporaryFolder();
  await mkdir(folder.at('journal'));
  const journal = await Journal.open(folder.path, { runId: 'r' });
  for (const number of [1, 2])
    await journal.append({ call: 'x', args: {}, status: 200, records: [ownRecord({ number }), ownRecord({ number })] });
  await journal.close();
  const path = folder.at('journal', '00000001.ndjson');
  const whole = await readFile(path);
  expect(verifyJournal(folder.path)).toHaveLength(2);
  for (let at = 0; at < whole.length; at += 1) {
    const changed = Buffer.from(whole);
    changed.writeUInt8(changed.readUInt8(at) ^ (1 << (at % 7)), at);
    await writeFile(path, changed);
    expect(() => verifyJournal(folder.path)).toThrow();
  }
});
