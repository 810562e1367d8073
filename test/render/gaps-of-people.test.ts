// People whom no answer describes: one line with their number on the page about the archive, and in a part those alone whom it names.
import { readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ArchiveFolder } from '../../src/journal/archive-folder.js';
import type { Part } from '../../src/render/scope.js';
import { renderSite } from '../../src/render/site.js';
import { at, makeArchive, uuid } from './small-archive.js';

const conversations = ['Busy', 'Calm'] as const;
const strangers = { Busy: ['s1', 's2', 's3'], Calm: ['s3'] } as const;

let archive: ArchiveFolder;
beforeAll(async () => {
  archive = await makeArchive({
    conversations: conversations.map((topic) => ({ conversation_id: uuid(topic), topic, members: [] })),
    messages: conversations.flatMap((topic) =>
      strangers[topic].map((account_id, index) => ({
        conversation_id: uuid(topic),
        message_nr: index + 1,
        account_id,
        message: '<msg><p>x</p></msg>',
        posted_time: at('2024-01-01T10:00:00Z'),
      })),
    ),
    gaps: ['s1', 's2', 's3'].map((id) => ({
      gap_id: `person:me:${id}`,
      kind: 'call',
      target: 'contact/sync/list',
      cause: 'not found',
      detail: 'The answer leaves them out.',
      is_open: true,
      is_expected: true,
    })),
  });
});
afterAll(() => rm(dirname(archive.path), { recursive: true, force: true }));

async function aboutPage(part?: Part): Promise<string> {
  const out = join(dirname(archive.path), 'site');
  await renderSite({ archive, out, workers: 0, reports: false, ...(part === undefined ? {} : { part }) });
  return await readFile(join(out, 'about.html'), 'utf8');
}

test('are one line', async () => {
  const about = await aboutPage();
  expect(about.match(/<li>[^<]*not found/g)).toEqual(['<li>3 answers of the service: not found']);
  expect(about).toContain('<td class="number">3</td>');
});

test('count in a part that names them', async () => {
  const about = await aboutPage({ conversations: ['Calm'], exclude: [] });
  expect(about).toContain('<li>answer of the service: not found (The answer leaves them out.)');
  expect(about).not.toContain('<td class="number">3</td>');
});
