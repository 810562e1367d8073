// The list of people: how many conversations each has, and what its columns are sorted by.
import { readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { renderSite } from '../../src/render/site.js';
import { at, makeArchive, uuid } from './small-archive.js';

const [ann, left, wrote] = [uuid('ann'), uuid('left'), uuid('wrote')];

test('a conversation counts once, however often somebody joined it, and one that was only written in counts too', async () => {
  const archive = await makeArchive({
    accounts: [{ account_id: ann, display_name: 'Ann' }],
    conversations: [left, wrote].map((conversation_id) => ({ conversation_id, topic: 'Room', title: 'Room' })),
    members: [2019, 2020, 2021].map((year) => ({
      conversation_id: left,
      account_id: ann,
      joined_time: at(`${year}-01-01T00:00:00Z`),
      left_time: at(`${year}-02-01T00:00:00Z`),
      is_current: false,
    })),
    messages: [
      {
        conversation_id: wrote,
        message_nr: 1,
        account_id: ann,
        message: '<msg><p>x</p></msg>',
        posted_time: at('2020-03-02T09:00:00Z'),
      },
    ],
  });
  const out = join(dirname(archive.path), 'site');
  await renderSite({ archive, out, workers: 0, reports: false });
  const html = await readFile(join(out, 'people.html'), 'utf8');
  expect(html).toContain('data-label="Conversations">2<');
  expect(html).toContain('data-label="Latest"><time datetime="2020-03-02T09:00:00Z">2 Mar 2020</time><');
  await rm(dirname(archive.path), { recursive: true });
});
