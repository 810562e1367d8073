// The gallery: every file once, under its kind and its year, on pages of bounded size, with links to each of them.
import { readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ArchiveFolder } from '../../src/journal/archive-folder.js';
import { renderSite } from '../../src/render/site.js';
import { at, makeArchive, sha256Of, storeContent, uuid } from './small-archive.js';

const [room, hall] = [uuid('room'), uuid('hall')];
const ann = uuid('ann');
const KINDS = {
  Pictures: ['photo.JPG', ['no ending', 'image/png']],
  Documents: ['letter.pdf', 'notes.txt', ['no ending', 'application/msword'], 'page.html'],
  Sheets: ['sums.xlsx', 'rows.csv', ['no ending', 'application/vnd.oasis.opendocument.spreadsheet']],
  Archives: ['all.zip', 'old.tar.gz', ['no ending', 'application/x-7z-compressed']],
  'Audio and video': ['song.mp3', 'film.mov', ['no ending', 'video/mp4']],
  'Other files': ['program.exe', 'no ending'],
} as const;

interface Posted {
  readonly id: string;
  readonly kind: string;
  readonly time: string;
  readonly row: Record<string, string | number | Date | null>;
}

/** 680 files of all kinds over four years and two conversations, and one without a time. */
const posted: Posted[] = Array.from({ length: 680 }, (_unused, index) => {
  const kinds = Object.entries(KINDS);
  const [kind, names] = kinds[index % kinds.length] ?? ['', []];
  const name = names[Math.floor(index / kinds.length) % names.length] ?? '';
  const [file_name, file_type] = typeof name === 'string' ? [name, null] : name;
  const time = `${2017 + (Math.floor(index / 6) % 4)}-0${1 + (index % 9)}-11T10:00:00Z`;
  const id = `file ${index}`;
  const row = {
    conversation_id: index % 5 === 0 ? hall : room,
    message_nr: index + 1,
    attachment_id: id,
    account_id: ann,
    file_size: 10_000 + index,
    file_name,
    file_type,
    posted_time: index === 679 ? null : at(time),
  };
  return { id, kind, time: index === 679 ? '' : time, row };
});

const archives: ArchiveFolder[] = [];
afterAll(async () => {
  for (const { path } of archives) await rm(dirname(path), { recursive: true, force: true });
});

/** What a page lists: kind, year and the name of each file, in order. */
function listed(html: string): { kind: string; year: string; name: string; nr: string | undefined }[] {
  const entries: ReturnType<typeof listed> = [];
  let [kind, year] = ['', ''];
  const pattern =
    /<h2 id="[^"]*">([^<]*)<|<h3 id="[^"]*">([^<]*)<|<bdi(?: class="name")?>([^<]*)<\/bdi>(?=(?:(?!<\/tr>|<\/li>).)*?#m(\d+))/gs;
  for (const [, heading, subheading, name, nr] of html.split('<main')[1]?.matchAll(pattern) ?? []) {
    if (heading !== undefined) kind = heading;
    else if (subheading !== undefined) year = subheading;
    else if (name !== undefined && name !== 'Ann') entries.push({ kind, year, name, nr });
  }
  return entries;
}

describe('many files', () => {
  let site: string;
  beforeAll(async () => {
    const archive = await makeArchive({
      conversations: [
        { conversation_id: room, topic: 'Room' },
        { conversation_id: hall, topic: 'Hall' },
      ],
      accounts: [{ account_id: ann, display_name: 'Ann' }],
      messages: posted.map(({ row }) => ({
        conversation_id: row.conversation_id ?? '',
        message_nr: row.message_nr ?? 0,
        message: '<msg><p>see</p></msg>',
        posted_time: at('2020-01-01T00:00:00Z'),
      })),
      files: posted.map(({ row }) => row),
    });
    archives.push(archive);
    site = join(dirname(archive.path), 'site');
    await renderSite({ archive, out: site, workers: 0, reports: false });
  }, 60_000);

  test.each(['', `c/${room}/`, `c/${hall}/`])('are each listed once in %s', async (folder) => {
    const wanted = posted.filter(({ row }) => folder === '' || folder.includes(String(row.conversation_id)));
    const names = (await readdir(join(site, folder))).filter((name) => /^files(-\d+)?\.html$/.test(name));
    expect(names).toHaveLength(Math.ceil(wanted.length / 300));
    const pages = names.map((_name, index) => (index === 0 ? 'files.html' : `files-${index + 1}.html`));
    const texts = new Map<string, string>();
    for (const name of pages) texts.set(name, await readFile(join(site, folder, name), 'utf8'));
    const found = [...texts.values()].map(listed);
    expect(found.every((entries) => entries.length <= 300)).toBe(true);

    const order = Object.keys(KINDS);
    const sorted = [...wanted].sort(
      (a, b) => order.indexOf(a.kind) - order.indexOf(b.kind) || (a.time < b.time ? 1 : a.time > b.time ? -1 : 0),
    );
    const seen = found.flat();
    expect(seen.map(({ kind, year }) => [kind, year])).toEqual(
      sorted.map(({ kind, time }) => [kind, time === '' ? 'Unknown day' : time.slice(0, 4)]),
    );
    expect(seen.map(({ nr }) => Number(nr)).sort((a, b) => a - b)).toEqual(wanted.map(({ row }) => row.message_nr));

    for (const [name, html] of texts) {
      const links = [...html.matchAll(/href="(files[^"#]*)#([^"]*)"/g)];
      expect(links, name).toHaveLength(order.length + new Set(seen.map(({ kind, year }) => `${kind} ${year}`)).size);
      for (const [, page = '', anchor = ''] of links) expect(texts.get(page), page).toContain(`id="${anchor}"`);
      const next = /rel="next" href="([^"]*)"/.exec(html)?.[1];
      expect(next).toBe(pages[pages.indexOf(name) + 1]);
    }
  });
});

test('a year is that of the time zone, and a picture by its bytes is shown whatever it is called', async () => {
  const tables = { conversations: [{ conversation_id: room, topic: 'Room' }] };
  const gif = Buffer.from('R0lGODlhAQABAAAAACwAAAAAAQABAAACAkQBADs=', 'base64');
  const sha256 = sha256Of(gif);
  const archive = await makeArchive({
    ...tables,
    files: [
      {
        conversation_id: room,
        message_nr: 1,
        attachment_id: 'a',
        file_name: 'x.exe',
        posted_time: at('2020-12-31T23:30:00Z'),
        stored_sha256: sha256,
      },
      {
        conversation_id: room,
        message_nr: 2,
        attachment_id: 'b',
        file_name: 'y.exe',
        posted_time: at('2020-12-31T20:30:00Z'),
      },
    ],
  });
  archives.push(archive);
  await storeContent(archive, gif);
  const site = join(dirname(archive.path), 'site');
  await renderSite({ archive, out: site, workers: 0, reports: false, timezone: 'Europe/Tallinn' });
  const html = await readFile(join(site, 'files.html'), 'utf8');
  expect([...html.matchAll(/<h3[^>]*>(\d+)</g)].map((match) => match[1])).toEqual(['2021', '2020']);
  expect(html).toContain(`<img src="files/${sha256.slice(0, 2)}/${sha256}.gif" alt="x.exe"`);
  expect(html).not.toContain('alt="y.exe"');
});
