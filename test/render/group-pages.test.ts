// Pages of teams, labels and integrations: what stands on them, what never does, and that there are none without a reason.
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ArchiveFolder } from '../../src/journal/archive-folder.js';
import { renderSite } from '../../src/render/site.js';
import { at, makeArchive, uuid } from './small-archive.js';

const [room, hall, cave] = [uuid('room'), uuid('hall'), uuid('cave')];
const [ann, bob, cy] = [uuid('ann'), uuid('bob'), uuid('cy')];
const [makers, idle] = [uuid('makers'), uuid('idle')];
const work = uuid('label work');
const written = (conversation_id: string, message_nr: number, hook_key: string, day: string) => ({
  conversation_id,
  message_nr,
  hook_key,
  message: '<msg><p>done</p></msg>',
  posted_time: at(`${day}T10:00:00Z`),
});

const archives: ArchiveFolder[] = [];
async function siteOf(tables: Parameters<typeof makeArchive>[0]): Promise<string> {
  const archive = await makeArchive(tables);
  archives.push(archive);
  const out = join(dirname(archive.path), 'site');
  await renderSite({ archive, out, workers: 0, reports: false });
  return out;
}
afterAll(async () => {
  for (const { path } of archives) await rm(dirname(path), { recursive: true, force: true });
});

describe('an archive with all of them', () => {
  let site: string;
  const page = (name: string): Promise<string> => readFile(join(site, name), 'utf8');
  const part = async (name: string, id: string): Promise<string> =>
    (await page(name)).split(`<section aria-labelledby="${id}">`)[1]?.split('</section>')[0] ?? '';
  beforeAll(async () => {
    site = await siteOf({
      conversations: [
        { conversation_id: room, topic: 'Room', teams: [makers, uuid('unknown team')] },
        { conversation_id: hall, topic: 'Hall', teams: [makers] },
        { conversation_id: cave, topic: 'Cave', teams: [] },
      ],
      accounts: [
        { account_id: ann, display_name: 'Ann' },
        { account_id: bob, display_name: 'Bob' },
        { account_id: cy, display_name: 'Cy' },
      ],
      teams: [
        { team_id: makers, team_name: 'Makers <i>', autojoin_url: 'https://fleep.io/team/SECRET' },
        { team_id: idle, team_name: 'Idle', is_deleted: true },
      ],
      team_members: [
        { team_id: makers, account_id: ann, is_admin: true, is_pending: false },
        { team_id: makers, account_id: bob, is_admin: false, is_pending: false },
        { team_id: makers, account_id: cy, is_admin: false, is_pending: true },
      ],
      labels: [{ label_id: work, label: 'Work' }],
      conversation_labels: [
        { conversation_id: room, label_id: work },
        { conversation_id: cave, label_id: work },
      ],
      hooks: [
        {
          conversation_id: room,
          hook_key: 'SECRET-1',
          hook_name: 'Builder',
          mk_hook_type: 'github',
          account_id: ann,
          hook_url: 'https://fleep.io/hook/SECRET-1',
          outgoing_url: 'https://example.org/SECRET',
        },
        { conversation_id: hall, hook_key: 'SECRET-2', mk_hook_type: 'plain', is_active: false },
      ],
      messages: [
        written(room, 600, 'SECRET-1', '2020-01-02'),
        written(room, 601, 'SECRET-1', '2020-02-03'),
        { ...written(cave, 1, 'SECRET-3', '2019-01-02'), sender_name: 'Lost bot' },
      ],
    });
  });

  test('a team has its people and its conversations', async () => {
    const team = await part('teams.html', makers);
    expect(team).toContain('<bdi>Makers &lt;i&gt;</bdi>');
    expect(
      [...team.matchAll(/<bdi>(Ann|Bob|Cy)<\/bdi><\/a>(?: <span class="muted">(\w+))?/g)].map((m) => [m[1], m[2]]),
    ).toEqual([
      ['Ann', 'admin'],
      ['Bob', undefined],
      ['Cy', 'invited'],
    ]);
    expect([...team.matchAll(/href="c\/([^/]+)\/index\.html"/g)].map((m) => m[1])).toEqual([room, hall]);
    const other = await part('teams.html', idle);
    expect(other).toContain('In no conversation of this archive.');
    expect(other).toContain('no longer at Fleep');
  });

  test('a label has its conversations', async () => {
    const label = await part('labels.html', work);
    expect([...label.matchAll(/href="c\/([^/]+)\/index\.html"/g)].map((m) => m[1])).toEqual([room, cave]);
  });

  test('an integration says how much it wrote and where', async () => {
    const rows = (await page('integrations.html')).split('<tr>').slice(2);
    const cells = rows.map((row) =>
      row
        .split('</td>')
        .map((cell) => cell.replace(/<[^>]*>/g, '').trim())
        .slice(0, 6),
    );
    expect(cells).toEqual([
      ['Builder', 'github', 'Room', 'Ann', '2', '2 Jan 2020 to 3 Feb 2020'],
      ['Lost bot known from its messages', '', 'Cave', '', '1', '2 Jan 2019'],
      ['plain switched off', 'plain', 'Hall', '', '0', ''],
    ]);
    expect(rows[0]).toContain(`href="c/${room}/1.html#m600"`);
  });

  test('no secret is on any of the pages', async () => {
    for (const name of ['teams.html', 'labels.html', 'integrations.html', 'index.html', `c/${room}/index.html`]) {
      expect(await page(name), name).not.toContain('SECRET');
    }
  });

  test('home and the overview lead to them', async () => {
    const home = await page('index.html');
    expect(home).toContain('<a href="teams.html"><strong>2</strong> teams</a>');
    expect(home).toContain('<a href="labels.html"><strong>1</strong> label</a>');
    expect(home).toContain('<a href="integrations.html"><strong>3</strong> integrations</a>');
    const overview = await page(`c/${room}/index.html`);
    expect(overview).toContain(`href="../../teams.html#${makers}"`);
    expect(overview).toContain(`href="../../labels.html#${work}"`);
    expect(overview).toContain('<span class="chip" dir="auto">Unnamed team</span>');
  });
});

test('an archive without any has no such page and no link to one', async () => {
  const site = await siteOf({ conversations: [{ conversation_id: room, topic: 'Room' }] });
  for (const name of ['teams.html', 'labels.html', 'integrations.html']) {
    expect(existsSync(join(site, name)), name).toBe(false);
    expect(await readFile(join(site, 'index.html'), 'utf8')).not.toContain(name);
  }
});
