// search at the command line: what it finds is what the site's index gives and what a plain look through the world gives; its own index
// follows the archive and is never believed in part; and what it prints.
import { existsSync } from 'node:fs';
import { appendFile, mkdir, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { findHits } from '../../src/commands/search/found.js';
import { searchCommand } from '../../src/commands/search.js';
import { openArchive, type StoreKind, searchIndexPath } from '../../src/journal/archive-folder.js';
import { ExitCode } from '../../src/lib/errors.js';
import { indexReader } from '../../src/render/search/index-reader.js';
import { type ReadableIndex, withOwnIndex } from '../../src/render/search/own-index.js';
import { renderSite } from '../../src/render/site.js';
import { parseQuery } from '../../src/search/query.js';
import type { Order } from '../../src/search/ranking.js';
import { readWorldFile, truthOf } from '../conformance/truth.js';
import { runCli, startCli } from '../support/cli.js';
import { type TemporaryFolder, temporaryFolder } from '../support/folder.js';
import { copyOfShared, HOUSTON } from '../support/shared.js';
import { type Line, liveWorld, serve, syncHere } from '../support/sync.js';
import { ANNA, conv, message, people } from '../support/tiny-world.js';

const ORDERS: readonly Order[] = ['relevance', 'newest', 'oldest'];

let folder: TemporaryFolder;
let archive: string;
let site: string;
const lines = readWorldFile(HOUSTON);

beforeAll(async () => {
  folder = await temporaryFolder();
  archive = folder.at('archive');
  site = folder.at('site');
  await copyOfShared('houston', archive);
  await renderSite({ archive: await openArchive(archive), out: site, reports: false });
});
afterAll(() => folder[Symbol.asyncDispose]());
afterEach(() => {
  vi.unstubAllEnvs();
});

/** Every link that a query finds, in order; from a site when one is named. */
async function linksFor(text: string, order: Order = 'relevance', from?: string, of = archive): Promise<string[]> {
  const query = parseQuery(text);
  if (query === undefined) throw new Error('a query of nothing');
  const wish = { query, order, limit: Number.POSITIVE_INFINITY };
  const links = async (index: ReadableIndex) => {
    const all: string[] = [];
    for await (const hits of (await findHits(index, wish)).hits()) all.push(...hits.map(({ href }) => href));
    return all;
  };
  return from === undefined
    ? withOwnIndex({ archive: await openArchive(of) }, links)
    : links({ read: indexReader(from), order: undefined });
}

const QUERIES = [
  'the',
  'THE',
  'the of',
  'the AND of',
  '"of the"',
  '"the of the"',
  '"in the mo*"',
  '"to th*"',
  '"to t* "',
  'th*',
  'yes OR no',
  '"you can" OR "we can" OR "i can"',
  'we -the',
  'we NOT "of the"',
  '-the',
  '-"of the" -"in the" is:pinned',
  '(can OR will) you NOT "you can"',
  '(yes OR (no -"no problem")) -has:link',
  'from:a*',
  'from:"a*" the',
  'in:a* the',
  'has:file',
  'has:link',
  'has:link "in the"',
  'is:pinned',
  'is:task',
  'is:task -is:pinned',
  'is:deleted',
  'before:2100',
  'after:2000 the',
  'on:2015 -has:file',
  'before:2016-03 after:2014-12-24 "to be"',
  'qqqzzz',
  '"qqqzzz the"',
];

describe('what is found', () => {
  it('is what the index of the site gives, in every order', async () => {
    let found = 0;
    for (const [at, query] of QUERIES.entries()) {
      const order = ORDERS[at % ORDERS.length] ?? 'newest';
      const links = await linksFor(query, order);
      expect(links, query).toEqual(await linksFor(query, order, site));
      expect(new Set(links).size, query).toBe(links.length);
      found += links.length > 0 ? 1 : 0;
    }
    expect(found).toBeGreaterThan(20);
  });

  it('comes in the order of the site where phrases are among what may be found', async () => {
    const words = ['meeting', 'today', 'thanks', 'week*', '(office -"the office")'];
    let differing = 0;
    for (const phrase of ['"to the"', '"is the"', '"of th*"', '"and i"'])
      for (const word of words) {
        const query = `${phrase} OR ${word}`;
        const links = await linksFor(query);
        expect(links, query).toEqual(await linksFor(query, 'relevance', site));
        // Words of the phrase without the phrase: what the two could score differently.
        const scattered = await linksFor(`${phrase.replaceAll('"', '')} -${phrase} ${word}`);
        differing += scattered.filter((link) => links.includes(link)).length;
      }
    expect(differing).toBeGreaterThan(5);
  });

  it('is what looking through the world finds', async () => {
    const rows = [...(truthOf(lines).messages?.values() ?? [])].filter(
      (row) => typeof row.text === 'string' && row.is_deleted !== true && !row.subject,
    );
    const wordsOf = (text: unknown) =>
      ` ${
        String(text)
          .toLowerCase()
          .match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu)
          ?.join(' ') ?? ''
      } `;
    const expected = (test: (words: string) => boolean) =>
      rows
        .filter((row) => test(wordsOf(row.text)))
        .map((row) => `c/${row.conversation_id}/${Math.floor(Number(row.message_nr) / 500)}.html#m${row.message_nr}`);
    const looks: [string, (words: string) => boolean][] = [
      ['thanks', (words) => words.includes(' thanks ')],
      ['"in the"', (words) => words.includes(' in the ')],
      ['"on th*"', (words) => words.includes(' on th')],
      ['we -"we can"', (words) => words.includes(' we ') && !words.includes(' we can ')],
      ['meeting OR today', (words) => words.includes(' meeting ') || words.includes(' today ')],
    ];
    let found = 0;
    for (const [query, test] of looks) {
      const links = (await linksFor(`(${query}) -has:file -is:deleted`)).filter((link) => !link.endsWith('index.html'));
      const isWithoutFile = new Set(await linksFor('-has:file', 'newest', site));
      expect(links.sort(), query).toEqual(
        expected(test)
          .filter((link) => isWithoutFile.has(link))
          .sort(),
      );
      found += links.length;
    }
    expect(found).toBeGreaterThan(30);
  });
});

describe('an id', () => {
  it('is asked for as a whole: its parts name nobody', async () => {
    const own = folder.at('ids');
    const eva = 'd00d0000-2024-4000-8000-00000000cafe';
    const office = 'fe000000-2023-4000-8000-00000000beef';
    const { world } = liveWorld([
      ...people,
      { mk_rec_type: 'contact', account_id: eva, display_name: 'Eva' },
      conv(office, { topic: 'Office 2015' }),
      message(office, 1, { account_id: eva }),
      message(office, 2),
    ]);
    await using emulator = await serve({ world });
    await syncHere(emulator.url, own);
    const found = async (query: string) => (await linksFor(query, 'oldest', undefined, own)).length;
    for (const query of ['from:d*', 'from:2024', 'from:"d00d0000 2024"', `from:${eva.slice(0, 30)}*`, `from:${eva}*`])
      expect(await found(query), query).toBe(0);
    for (const query of ['in:fe*', 'in:2023', 'in:4000', `in:"${office.slice(9)}"`]) expect(await found(query)).toBe(0);
    expect(await found(`from:${eva}`)).toBe(1);
    expect(await found(`from:"${eva.toUpperCase()}"`)).toBe(1);
    expect(await found('from:ev*')).toBe(1);
    expect(await found(`in:${office}`)).toBe(3);
    expect(await found('in:2015')).toBe(3);
  });
});

describe('words in a row', () => {
  it('are whole ones, but Chinese and Japanese any part, as the site finds them', async () => {
    const own = folder.at('cjk');
    const texts = ['日本語で話す', '東京 日本 語', '日本 語で', 'abc 日本語', '日本語abc 話す', 'コト 日本語で'].concat(
      [
        'the new pump',
        'the new pumps',
        'the sinew pump',
        'new, the pump',
        'pump the new',
        'a pump. The new',
        'new pumps, a pump',
        'new: a sinew pump',
      ],
    );
    // More frequent than all but "the", so that some of the words are among the most frequent ones and some are not.
    const filler = Array.from({ length: 60 }, (_unused, index) => `w${index}`).join(' ');
    texts.push(`${`${filler} `.repeat(12)}${'the '.repeat(30)}`);
    const { world } = liveWorld([
      ...people,
      conv('c1', { topic: '日本語の部屋' }),
      ...texts.map((text, index) => message('c1', index + 1, { message: `<msg><p>${text}</p></msg>` })),
    ]);
    await using emulator = await serve({ world });
    await syncHere(emulator.url, own);
    const out = folder.at('cjk-site');
    await renderSite({ archive: await openArchive(own), out, reports: false });
    const counts: number[] = [];
    for (const query of ['日本語', '"日本 語"', '"abc 日本語"', '本語で', '"日本語で"', '"本 語"', '日'].concat([
      '"new pump"',
      '"new pum*"',
      '"the n*"',
      '"the new"',
      '"pump the n*"',
      '"pump the"',
      '"pump t*"',
    ])) {
      const links = await linksFor(query, 'oldest', undefined, own);
      expect(links, query).toEqual(await linksFor(query, 'oldest', out));
      counts.push(links.length);
    }
    expect(counts).toEqual([5, 2, 1, 2, 2, 2, 7, 1, 3, 4, 4, 2, 2, 2]);
    const { results } = JSON.parse(await printed('本語で', { archive: own, json: true, order: 'oldest' }));
    expect(results.map((result: { excerpt: object }) => result.excerpt)).toEqual([
      { text: '日本語で話す', marks: [[1, 4]] },
      { text: 'コト 日本語で', marks: [[4, 7]] },
    ]);
  });
});

// Both kinds of store are asked the same, so each stands for one kind of change.
const CHANGES: readonly { store: StoreKind; what: string; more: Line; query: string; found: number }[] = [
  {
    store: 'duckdb',
    what: 'a message',
    more: message('c1', 3, { message: '<msg><p>the new pump</p></msg>' }),
    query: 'pump',
    found: 1,
  },
  {
    store: 'parquet',
    what: 'a name, and with it the title of a conversation that has none of its own',
    more: { mk_rec_type: 'contact', account_id: ANNA, display_name: 'Maria' },
    query: 'from:maria OR maria',
    found: 3,
  },
];

describe('the index of an archive', () => {
  it.each(CHANGES)('is made anew for $what in $store, and not for a sync without news', async (change) => {
    const { store, more, query, found } = change;
    const own = folder.at(`changing-${store}`);
    const { world, add } = liveWorld([...people, conv('c1', { topic: '' }), message('c1', 1), message('c1', 2)]);
    await using emulator = await serve({ world });
    const sync = () => syncHere(emulator.url, own, { store, full: true });
    const count = async (text: string) => (await linksFor(text, 'newest', undefined, own)).length;
    const made = async () => (await readdir(searchIndexPath(own))).filter((name) => name !== 'current.json');
    await sync();
    expect([await count('message'), await count(query)]).toEqual([2, 0]);
    const first = await made();
    await sync();
    expect(await count('message')).toBe(2);
    expect(await made()).toEqual(first);
    add([more]);
    await sync();
    expect([await count('message'), await count(query)]).toEqual([2, found]);
    const last = await made();
    expect(last).toHaveLength(1);
    expect(last).not.toEqual(first);
  });
});

describe('an index that is not whole', () => {
  const current = async () => {
    const { key }: { key: string } = JSON.parse(await readFile(join(searchIndexPath(archive), 'current.json'), 'utf8'));
    return join(searchIndexPath(archive), key);
  };
  const damages: [string, () => Promise<void>][] = [
    ['a file is gone', async () => rm(join(await current(), 'search', 'words.js'))],
    ['a file ends too early', async () => truncateFirst(join(await current(), 'search', 'text'))],
    ['the first file of words is gone', async () => rm(join(await current(), 'words', '0.words'))],
    ['the order of words is cut', async () => truncateFirst(join(await current(), 'words'))],
    ['what says so is garbage', async () => writeFile(join(searchIndexPath(archive), 'current.json'), '{"stamp":')],
    [
      'one was being made by somebody who was ended',
      async () => {
        await rm(searchIndexPath(archive), { recursive: true });
        await mkdir(join(searchIndexPath(archive), 'building-0123456789ab', 'search'), { recursive: true });
        await writeFile(join(searchIndexPath(archive), 'building-0123456789ab', 'search', 'index.js'), 'fleepSearch(');
      },
    ],
  ];

  it.each(damages)('is not believed: %s', async (_name, damage) => {
    const expected = await linksFor('"of the" OR thanks', 'newest', site);
    await linksFor('the');
    await damage();
    expect(await linksFor('"of the" OR thanks', 'newest')).toEqual(expected);
    expect(existsSync(join(await current(), 'search', 'index.js'))).toBe(true);
    expect(expected.length).toBeGreaterThan(5);
  });

  async function truncateFirst(path: string): Promise<void> {
    const [name = ''] = (await readdir(path)).sort();
    await truncate(join(path, name), Math.floor((await stat(join(path, name))).size / 2));
  }
});

/** The command in this process, and what it prints. */
async function printed(query: string, more: Partial<Parameters<typeof searchCommand>[0]> = {}, isTTY = false) {
  let text = '';
  const write = (part: string) => (text += part);
  await searchCommand(
    { archive, words: [query], order: 'relevance', limit: '20', quiet: true, ...more },
    isTTY ? { write, isTTY, columns: 80 } : { write },
  );
  return text;
}

describe('what is printed', () => {
  it('is bold on a terminal that takes it, and nowhere else', async () => {
    vi.stubEnv('TERM', 'xterm');
    vi.stubEnv('NO_COLOR', '');
    expect(await printed('thanks', {}, true)).toContain('\u001b[1mThanks\u001b[22m');
    expect(await printed('thanks')).not.toContain('\u001b');
    vi.stubEnv('NO_COLOR', '1');
    expect(await printed('thanks', {}, true)).not.toContain('\u001b');
  });

  it('is as many results as are asked for, and how many there are', async () => {
    const all = (await linksFor('the')).length;
    expect((await printed('the', { limit: '3' })).match(/^ {2}c\/.*#m\d+$/gm)).toHaveLength(3);
    expect(await printed('the', { limit: '3' })).toContain('the first 3 shown; --limit all shows all.\n');
    expect((await printed('the', { limit: 'all', ndjson: true })).trimEnd().split('\n')).toHaveLength(all);
    expect(await printed('the -the', { limit: '0' })).toBe('Nothing was found.\n');
    expect(await printed('the', { limit: '0' })).toMatch(/^\d+ messages( and \d+ conversations?)?\.\n$/);
    await expect(printed('the', { limit: '-1' })).rejects.toThrow('--limit takes a whole number or "all", not "-1".');
  });

  it('is one object as JSON, with marks that are the words', async () => {
    const { results, ...head } = JSON.parse(await printed('"in the"', { json: true, limit: '5', order: 'newest' }));
    expect(head).toEqual({
      query: '"in the"',
      order: 'newest',
      total: (await linksFor('"in the"')).length,
      messages: expect.any(Number),
      conversations: expect.any(Number),
    });
    expect(results).toHaveLength(5);
    for (const { excerpt, ...result } of results) {
      expect(result).toEqual({
        kind: 'message',
        conversation_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        title: expect.any(String),
        message_nr: expect.any(Number),
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:00Z$/),
        sender: expect.any(String),
        subject: null,
        files: expect.any(Array),
        href: `c/${result.conversation_id}/${Math.floor(result.message_nr / 500)}.html#m${result.message_nr}`,
      });
      expect(excerpt.marks.length).toBeGreaterThan(0);
      const characters = [...excerpt.text];
      for (const [from, until] of excerpt.marks)
        expect(characters.slice(from, until).join('')).toMatch(/^in[^\p{L}\p{N}]+the$/iu);
    }
  });

  it('cannot drive a terminal, which gets escapes in JSON', async () => {
    const query = 'thanks \u009b2J';
    expect(await printed(query, { json: true })).toContain(`"query": "${query}"`);
    const shown = await printed(query, { json: true }, true);
    expect(shown).toContain('"query": "thanks \\u009b2J"');
    expect(JSON.parse(shown)).toMatchObject({ query });
  });

  it('links to pages of a site, on disk or on the web', async () => {
    const [href = ''] = await linksFor('thanks');
    const urlOf = async (where: string) =>
      JSON.parse(await printed('thanks', { site: where, json: true })).results[0].url;
    expect(await urlOf(site)).toBe(`${pathToFileURL(site).href}/${href}`);
    expect(await urlOf('https://example.org/archive')).toBe(`https://example.org/archive/${href}`);
    expect(await printed('thanks', { site: 'https://example.org/' })).toContain(`\n  https://example.org/${href}\n`);
    await expect(printed('thanks', { site: archive })).rejects.toMatchObject({ exitCode: ExitCode.usage });
  });
});

describe('the built program', () => {
  const run = (...args: string[]) => runCli(['search', '--archive', archive, ...args]);

  it('takes several words, and what stands behind "--"', async () => {
    const total = async (...args: string[]) => JSON.parse((await run('--json', '--limit', '0', ...args)).stdout).total;
    expect(await total('we', 'can')).toBe((await linksFor('we can')).length);
    expect(await total('--', '-the', 'we')).toBe((await linksFor('-the we')).length);
    expect(JSON.parse((await run('--json', '1e1', '--', '007', '0x10')).stdout).query).toBe('1e1 007 0x10');
  });

  it('ends with 0 when nothing was found, with 2 for what it cannot understand and with 10 where nothing is', async () => {
    expect(await run('qqqzzz')).toMatchObject({ code: 0, stdout: 'Nothing was found.\n', stderr: '' });
    const bad = await run('a )');
    expect(bad).toMatchObject({ code: ExitCode.usage, stdout: '' });
    expect(bad.stderr).toBe('fleep-archive: There is a ")" without a "(" before it.\n');
    expect(await run()).toMatchObject({ code: ExitCode.usage, stdout: '' });
    expect(await runCli(['search', 'a', '--archive', site])).toMatchObject({ code: ExitCode.noArchive, stdout: '' });
  });

  it('makes one index when several begin at once', async () => {
    await rm(searchIndexPath(archive), { recursive: true, force: true });
    const runs = await Promise.all([1, 2, 3].map(() => run('thanks', '--limit', 'all', '--ndjson', '--quiet')));
    const expected = await linksFor('thanks', 'relevance', site);
    for (const { code, stdout, stderr } of runs) {
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(
        stdout
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line).href),
      ).toEqual(expected);
    }
    expect(await readdir(searchIndexPath(archive))).toHaveLength(2);
  });

  it('searches where it can keep no index, and says so', async () => {
    await rm(searchIndexPath(archive), { recursive: true, force: true });
    // Stands for a folder that cannot be written to, which root knows not.
    await appendFile(searchIndexPath(archive), '');
    const alone = await run('thanks', '--json');
    expect(alone.code).toBe(0);
    expect(alone.stderr).toContain('search-index cannot be written to: the index is made for this search alone.\n');
    const fromSite = await run('thanks', '--json', '--site', site);
    expect(fromSite.stderr).toBe(
      `${searchIndexPath(archive)} cannot be written to: the answer is from the index of ${site}.\n`,
    );
    expect(JSON.parse(fromSite.stdout).total).toBe(JSON.parse(alone.stdout).total);
    await rm(searchIndexPath(archive));
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)(
    'leaves no index of its own behind, ended by %s',
    async (signal) => {
      await using temporary = await temporaryFolder();
      await rm(searchIndexPath(archive), { recursive: true, force: true });
      await appendFile(searchIndexPath(archive), '');
      const env = { TMPDIR: temporary.path };
      const indexes = async () => (await readdir(temporary.path)).filter((name) => name.includes('search'));
      const search = startCli(['search', 'thanks', '--archive', archive], env);
      await vi.waitFor(async () => {
        const [index = ''] = await indexes();
        expect(await readdir(temporary.at(index))).toContain('maker.json');
      }, 20_000);
      search.child.kill(signal);
      expect(await search.ended).toMatchObject({ signal, stdout: '' });
      if (signal === 'SIGKILL') await runCli(['search', 'thanks', '--archive', archive], env);
      expect(await indexes()).toEqual([]);
      await rm(searchIndexPath(archive));
    },
  );
});
