// Filters of files: by the time of their message, and by a size that nobody tells.
import { expect, test } from 'vitest';
import { everything, type Selection } from '../../src/crawl/selection.js';
import { temporaryFolder } from '../support/folder.js';
import { rows } from '../support/import.js';
import { type Line, liveWorld, planHere, serve, syncHere } from '../support/sync.js';
import { ANNA, conv, message, people } from '../support/tiny-world.js';

const at = (day: string) => Date.parse(day) / 1000;
const DAYS = ['2024-01-01', '2024-03-01', '2024-05-01'];

const file = (name: string, message_nr: number, more: Line = {}): Line => ({
  mk_rec_type: 'file',
  conversation_id: 'c',
  message_nr,
  account_id: ANNA,
  attachment_id: name,
  file_name: name,
  file_url: `/file/c/${message_nr}/${name}/x`,
  content: { text: `content of ${name}` },
  ...more,
});

const posted = (nr: number) => ({ posted_time: at(DAYS[nr - 1] ?? '') });

const messages = [1, 2, 3].map((nr) => message('c', nr, posted(nr)));

const stored = async (archive: string) =>
  (await rows(archive, 'SELECT file_name FROM files WHERE stored_sha256 IS NOT NULL ORDER BY 1')).map(
    ({ file_name }) => file_name,
  );

const leftOut = async (archive: string) =>
  (
    await rows(archive, "SELECT target FROM gaps WHERE is_open AND kind = 'file' AND cause = 'left out' ORDER BY 1")
  ).map(({ target }) => target);

test('of what was posted before --since no file is fetched, though its message came along', async () => {
  await using folder = await temporaryFolder();
  // The same content is shared again later under the address of the first time.
  const again = file('old-again', 3, { ...posted(3), file_url: '/file/c/2/shared/x' });
  const shared = file('shared', 2, posted(2));
  const files = [file('old', 1, posted(1)), shared, again, file('new', 3, posted(3)), file('untold', 1)];
  const { world } = liveWorld([...people, conv('c'), ...messages, ...files]);
  await using server = await serve({ world });
  const archive = folder.at('archive');
  const since = (day: string) => ({ selection: { ...everything, since: new Date(day) } });
  const first = await syncHere(server.url, archive, since('2024-04-01'));
  expect(first.exit_code).toBe(0);
  expect(await stored(archive)).toEqual(['new', 'old-again', 'shared', 'untold']);
  expect(await leftOut(archive)).toEqual(['/file/c/1/old/x']);
  expect(await planHere(server.url, archive, since('2024-04-01'))).toMatchObject({ files: 0 });
  expect((await syncHere(server.url, archive, since('2024-01-01'))).totals.files_stored).toBe(5);
  expect(await leftOut(archive)).toEqual([]);
});

test('a download of what nobody tells the size of is given up at --max-file-size, and not begun again', async () => {
  await using folder = await temporaryFolder();
  const { world } = liveWorld([
    ...people,
    conv('c'),
    ...messages,
    file('untold', 1, { file_size: null, content: { text: 'x'.repeat(1000) } }),
  ]);
  await using server = await serve({ world });
  const archive = folder.at('archive');
  const upTo = (maxFileBytes: number): { selection: Selection } => ({ selection: { ...everything, maxFileBytes } });
  const first = await syncHere(server.url, archive, upTo(999));
  expect(first).toMatchObject({ exit_code: 0, totals: { files_stored: 0 } });
  expect(await rows(archive, 'SELECT file_size FROM files')).toEqual([{ file_size: null }]);
  expect(await leftOut(archive)).toEqual(['/file/c/1/untold/x']);
  for (const limit of [999, 0]) expect(await planHere(server.url, archive, upTo(limit))).toMatchObject({ files: 0 });
  expect((await syncHere(server.url, archive, upTo(1000))).totals.files_stored).toBe(1);
  expect(await leftOut(archive)).toEqual([]);
});
