// Which file closes the gap of one that was not whole.
import { expect, test } from 'vitest';
import { openArchive } from '../../src/journal/archive-folder.js';
import { ownRecord } from '../../src/journal/format.js';
import { Journal } from '../../src/journal/journal.js';
import { openWritableStore } from '../../src/store/store.js';
import { temporaryFolder } from '../support/folder.js';
import { dumped, dumperFile, importHere, openGaps, refusalOf, written } from '../support/import.js';

const of = (account_id: string, ids: readonly string[]) =>
  dumperFile(
    Object.fromEntries(ids.map((id) => [id, { topic: id, members: ['a'], messages: [dumped(1), dumped(2)] }])),
  ).replace('"account_id": "me"', `"account_id": "${account_id}"`);

test('a gap is closed by a file of the same name that has what the damaged one had, and by no other', async () => {
  await using folder = await temporaryFolder();
  const archive = folder.at('a');
  const file = folder.at('history.json');
  const whole = of('me', ['c1', 'c2', 'c3']);
  const broken = whole.slice(0, whole.indexOf('"c3"'));
  await refusalOf(importHere(await written(file, broken), archive));
  const gapsAfter = async (text: string, name = 'history.json') => {
    await importHere(await written(folder.at(name), text), archive);
    return (await openGaps(archive)).length;
  };
  expect(await gapsAfter(of('somebody else', ['c1', 'c2', 'c3']))).toBe(1);
  expect(await gapsAfter(of('me', ['c2', 'c3', 'c4']))).toBe(1);
  expect(await gapsAfter(whole, 'copy.json')).toBe(1);
  // As a later export has it: in another order, with more in it.
  expect(await gapsAfter(of('me', ['c4', 'c3', 'c2', 'c1']))).toBe(0);
});

test('gaps of archives of older versions, which were named by the end of a name alone, are closed as well', async () => {
  await using folder = await temporaryFolder();
  const file = await written(folder.at('h.json'), of('me', ['c1']));
  await importHere(file, folder.at('a'));
  const archive = await openArchive(folder.at('a'));
  const journal = await Journal.open(archive.path, { runId: 'old' });
  const note = {
    mk_rec_type: 'archive_gap',
    gap_id: 'import:h.json',
    kind: 'call',
    cause: 'unreadable',
    is_open: true,
  };
  await journal.append({
    call: 'archive/gap',
    args: {},
    status: 0,
    records: [ownRecord({ ...note, target: 'import h.json' })],
  });
  const store = await openWritableStore(archive);
  await store.load(journal.position);
  await store.close();
  await journal.close();
  expect(await openGaps(folder.at('a'))).toHaveLength(1);
  expect((await importHere(file, folder.at('a'))).exit_code).toBe(0);
});
