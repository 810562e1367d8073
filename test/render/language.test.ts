// The site in another language and another time zone, and the rule that no text of its own stands outside the catalogue.
import { readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Handlebars from 'handlebars';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ArchiveFolder } from '../../src/journal/archive-folder.js';
import { en } from '../../src/render/language/en.js';
import { et } from '../../src/render/language/et.js';
import { LANGUAGES, textsOf } from '../../src/render/language/texts.js';
import { renderSite } from '../../src/render/site.js';
import { loadTemplates } from '../../src/render/templates.js';
import { readZone, Zone } from '../../src/render/zone.js';
import { openStore } from '../../src/store/open.js';
import { launch, office } from './office.js';
import { at as date, makeArchive, uuid } from './small-archive.js';
import { inEnglish, wordsIn } from './words.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

let archive: ArchiveFolder;
const at = (...parts: string[]) => join(dirname(archive.path), ...parts);

beforeAll(async () => {
  archive = await makeArchive(office);
});

afterAll(() => rm(dirname(archive.path), { recursive: true, force: true }));

/** Plain texts by key. */
function flat(value: object, path = ''): [string, string][] {
  return Object.entries(value).flatMap(([name, inner]): [string, string][] => {
    const key = path === '' ? name : `${path}.${name}`;
    if (typeof inner === 'string') return [[key, inner]];
    return typeof inner === 'object' && inner !== null && !(inner instanceof Map) ? flat(inner, key) : [];
  });
}

async function filesBelow(folder: string, ending: string): Promise<string[]> {
  const names = await readdir(join(root, folder), { recursive: true });
  return names.filter((name) => name.endsWith(ending)).map((name) => join(root, folder, name));
}

/** What a reader would read of a template: its text without tags and statements, and the attributes that are read out. */
function ownWords(source: string): string {
  const program = Handlebars.parse(source.replace(/\{\{t "[^"]*"\}\}/g, ''));
  const pieces: string[] = [];
  class Collector extends Handlebars.Visitor {
    override ContentStatement(statement: hbs.AST.ContentStatement): void {
      pieces.push(statement.value);
    }
  }
  new Collector().accept(program);
  const html = pieces.join('\u0001').replace(/<(code|kbd)>.*?<\/\1>/gs, '');
  const spoken = [...html.matchAll(/(?:alt|title|aria-label)="([^"]*)"/g)].map((match) => match[1]);
  return [html.replace(/<[^>]*>/gs, ''), ...spoken].join(' ').replace(/&\w+;|fleep-archive|SHA-256/g, '');
}

describe('the catalogue', () => {
  test('no template has words of its own', async () => {
    for (const path of await filesBelow('templates', '.hbs')) {
      expect(ownWords(await readFile(path, 'utf8')), path).not.toMatch(/\p{L}/u);
    }
  });

  test('the test would see words of a template', () => {
    expect(ownWords('<p>{{x}} messages</p>')).toMatch(/\p{L}/u);
    expect(ownWords('<img alt="Picture">')).toMatch(/\p{L}/u);
    expect(ownWords('<p class="lead">{{t "home.first"}}<code>is:task</code></p>')).not.toMatch(/\p{L}/u);
  });

  test('every text is used', async () => {
    const paths = [...(await filesBelow('templates', '.hbs')), ...(await filesBelow('src/render', '.ts'))];
    const sources = await Promise.all(
      paths.filter((path) => !path.includes('/language/')).map((path) => readFile(path, 'utf8')),
    );
    const all = sources.join('\n');
    const isUsed = (key: string) => {
      const name = key.split('.').at(-1) ?? '';
      return all.includes(`"${key}"`) || new RegExp(`\\b${name}\\b`).test(all);
    };
    const unused = flat(en).flatMap(([key]) =>
      isUsed(key) || /^(tag|name|conversation\.roles|dates|sizes|search\.errors)/.test(key) ? [] : key,
    );
    expect(unused).toEqual([]);
  });

  test('sentences of the service have the same blanks in every language', () => {
    const blanks = (sentence: string) => (sentence.match(/\{\w+\}/g) ?? []).sort();
    expect([...et.system.sentences.keys()]).toEqual([...en.system.sentences.keys()]);
    for (const [type, sentence] of en.system.sentences) {
      expect(blanks(et.system.sentences.get(type) ?? ''), type).toEqual(blanks(sentence));
    }
    expect(blanks(et.lists.shown)).toEqual(blanks(en.lists.shown));
    const errors = Object.entries(en.search.errors);
    expect(errors.map(([code, text]) => [code, blanks(text)])).toEqual(
      Object.entries(et.search.errors).map(([code, text]) => [code, blanks(text)]),
    );
    expect([...et.gaps.kinds.keys()]).toEqual([...en.gaps.kinds.keys()]);
  });

  test('a template that asks for a text that is not there is refused by name', async () => {
    for (const language of LANGUAGES) await loadTemplates(textsOf(language));
    const own = at('own');
    const { mkdir, writeFile } = await import('node:fs/promises');
    await mkdir(own, { recursive: true });
    await writeFile(join(own, 'pins.hbs'), '<p>\n{{t "pins.nothing"}}</p>');
    await expect(loadTemplates(en, own)).rejects.toThrow(/pins\.hbs is no template: there is no text "pins\.nothing"/);
  });
});

describe('Estonian', () => {
  test('numbers, days and sizes', () => {
    const words = wordsIn('et');
    expect(words.counted(1234567, et.counts.message)).toBe('1 234 567 sõnumit');
    expect(words.counted(1, et.counts.message)).toBe('1 sõnum');
    expect(words.longDay(Date.UTC(2015, 6, 14))).toBe('teisipäev, 14. juuli 2015');
    expect(words.fileSize(1_250_000)).toBe('1,3 MB');
  });

  test('a site has no English text of its own', async () => {
    await renderSite({ archive, out: at('et'), workers: 0, reports: false, language: 'et' });
    // A text that both languages have, and words that people of the office wrote, say nothing.
    const estonian = new Set(flat(et).map(([, text]) => text));
    const english = flat(en)
      .map(([, text]) => text)
      .filter((text) => text.length > 4 && !estonian.has(text));
    for (const name of (await readdir(at('et'), { recursive: true })).filter((path) => path.endsWith('.html'))) {
      const html = await readFile(at('et', name), 'utf8');
      expect(html, name).toContain('<html lang="et">');
      for (const text of english)
        expect(html.includes(`>${Handlebars.escapeExpression(text)}<`), `${text} in ${name}`).toBe(false);
    }
    const page = await readFile(at('et', `c/${launch}/0.html`), 'utf8');
    expect(page).toContain('Ülesanne, tegemata');
  });
});

describe('a time zone', () => {
  test('has the offsets of years to come in which something was posted or edited', async () => {
    const conversation_id = uuid('late');
    const said = { conversation_id, message: '<msg><p>late</p></msg>' };
    const late = await makeArchive({
      conversations: [{ conversation_id }],
      messages: [
        {
          ...said,
          message_nr: 1,
          posted_time: date('2150-07-14T21:30:00Z'),
          edited_time: date('2200-07-01T12:00:00Z'),
        },
        { ...said, message_nr: 2, posted_time: date('9999-12-31T23:00:00Z') },
      ],
    });
    await using database = await openStore(late);
    const [tallinn, auckland] = [
      new Zone(await readZone(database, 'Europe/Tallinn')),
      new Zone(await readZone(database, 'Pacific/Auckland')),
    ];
    const hoursIn = (zone: Zone, iso: string) => zone.offsetMs(Date.parse(iso)) / 3_600_000;
    const times = ['2099-07-14T12:00:00Z', '2150-01-14T12:00:00Z', '2150-07-14T21:30:00Z', '2200-07-01T12:00:00Z'];
    expect(times.map((time) => hoursIn(tallinn, time))).toEqual([3, 2, 3, 3]);
    expect(hoursIn(tallinn, '9999-12-31T23:00:00Z')).toBe(2);
    expect(times.map((time) => hoursIn(auckland, time))).toEqual([12, 13, 12, 12]);
    expect(hoursIn(auckland, '9999-12-31T23:00:00Z')).toBe(13);
    await rm(dirname(late.path), { recursive: true, force: true });
  });
  test('has the offsets that it had', async () => {
    await using database = await openStore(archive);
    const tallinn = new Zone(await readZone(database, 'Europe/Tallinn'));
    const hours = (iso: string) => tallinn.offsetMs(Date.parse(iso)) / 3_600_000;
    expect(hours('2015-07-14T12:00:00Z')).toBe(3);
    expect(hours('2015-01-14T12:00:00Z')).toBe(2);
    expect(hours('2015-03-29T00:59:59Z')).toBe(2);
    expect(hours('2015-03-29T01:00:00Z')).toBe(3);
    expect(hours('1850-01-01T00:00:00Z')).toBe(1.65);
    expect(hours('2300-01-01T00:00:00Z')).toBe(2);
    await expect(readZone(database, 'Europe/Talinn')).rejects.toThrow(
      '--timezone takes the name of a time zone, not "Europe/Talinn" (did you mean "Europe/Tallinn"?).',
    );
    const words = wordsIn('en', await readZone(database, 'Europe/Tallinn'));
    const late = Date.parse('2015-07-14T22:30:00Z');
    expect([words.dayAndTime(late), words.timeInUtc(late), inEnglish.timeInUtc(late)]).toEqual([
      '15 Jul 2015, 01:30',
      '2015-07-14 22:30 UTC',
      '',
    ]);
    expect(words.dayNumber(late)).toBe(inEnglish.dayNumber(late) + 1);
  });

  test('moves days and clocks, says so, and keeps UTC at hand', async () => {
    await renderSite({ archive, out: at('east'), workers: 0, reports: false, timezone: 'Pacific/Kiritimati' });
    await renderSite({ archive, out: at('utc'), workers: 0, reports: false });
    const [east, utc] = await Promise.all(
      ['east', 'utc'].map((site) => readFile(at(site, `c/${launch}/0.html`), 'utf8')),
    );
    const first = (html = '') => /<h2 id="d([\d-]+)">[\s\S]*?<time datetime="([^"]*)"([^>]*)>([\d:]*)</.exec(html);
    const [, day = '', iso = '', title, clock] = first(east) ?? [];
    const [, utcDay, utcIso, utcTitle, utcClock = ''] = first(utc) ?? [];
    expect(iso).toBe(utcIso);
    expect(title).toBe(` title="${utcDay} ${utcClock} UTC"`);
    expect(utcTitle).toBe('');
    const local = new Date(Date.parse(iso) + 14 * 3_600_000).toISOString();
    expect([day, clock]).toEqual([local.slice(0, 10), local.slice(11, 16)]);
    expect(east).toContain('Times are those of Pacific/Kiritimati.');
  });

  test('days of the calendar are those of the pages', async () => {
    const overview = await readFile(at('east', `c/${launch}/index.html`), 'utf8');
    const page = await readFile(at('east', `c/${launch}/0.html`), 'utf8');
    const cells = [...overview.matchAll(/href="0\.html#(m\d+)" aria-label="(\d+ \w+ \d+): /g)];
    expect(cells.length).toBeGreaterThan(0);
    for (const [, anchor = '', day = ''] of cells) {
      const before = page.slice(0, page.indexOf(`id="${anchor}"`));
      const id = before.slice(before.lastIndexOf('id="d') + 5).slice(0, 10);
      expect(inEnglish.shortDay(Date.parse(`${id}T00:00:00Z`))).toBe(day);
    }
  });
});
