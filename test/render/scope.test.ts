// A site of a part of the demo company: nothing of what is left out is in any file of it, everything else is, and its numbers are those of
// an archive that never held more.
import { cp, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ArchiveFolder, databasePath, openArchive } from '../../src/journal/archive-folder.js';
import { ArchiveError } from '../../src/lib/errors.js';
import type { Part } from '../../src/render/scope.js';
import { renderSite } from '../../src/render/site.js';
import { openStore } from '../../src/store/open.js';
import { runCli } from '../support/cli.js';
import { type TemporaryFolder, temporaryFolder } from '../support/folder.js';
import { sharedArchive } from '../support/shared.js';
import { filesOf, siteWords, wordsOf } from './site-words.js';
import { makeArchive } from './small-archive.js';

const CHOICE: Part = { conversations: ['RANGE tests', 'firmware', 'canopy'], exclude: ['old customer list'] };
const CHOSEN = ['Canopy alarms', 'Firmware', 'Range tests'];
const DAYS: Part = { conversations: [], exclude: [], since: '2024-03-01', until: '2024-05-31' };
const ZONE = 'Europe/Tallinn';
/** The same days: clocks there are two hours ahead of UTC in March, three in June. */
const BOUNDS = [Date.parse('2024-02-29T22:00:00Z'), Date.parse('2024-05-31T21:00:00Z')] as const;

let folder: TemporaryFolder;
let archive: ArchiveFolder;
let tables: Tables;
/** Words of the program, which a site has whatever it is of. */
let always: Set<string>;

beforeAll(async () => {
  folder = await temporaryFolder();
  archive = await openArchive(await sharedArchive('demo'));
  tables = await readTables(archive);
  always = await programWords();
}, 60_000);
afterAll(() => folder[Symbol.asyncDispose]());

/** What the texts, templates, queries and scripts of the package are written with. */
async function programWords(): Promise<Set<string>> {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const folders = ['templates', 'queries/reports', 'src/render', 'src/report', 'src/browser', 'src/search'];
  const texts = folders.flatMap((name) =>
    filesOf(join(root, name)).map((file) => readFile(join(root, name, file), 'utf8')),
  );
  // Drawings are moved with `translate`.
  return wordsOf((await Promise.all(texts)).concat('translate').join(' '));
}

type Cells = Readonly<Record<string, unknown>>;
type Tables = Readonly<Record<string, readonly Cells[]>>;

/** Tables whose rows hang on a conversation, and those of what they name. */
const OF_CONVERSATIONS = [
  ...[
    'conversations',
    'messages',
    'superseded_messages',
    'members',
    'topics',
    'files',
    'previews',
    'reactions',
    'mentions',
  ],
  ...['conversation_labels', 'hooks', 'sections', 'gaps', 'conversation_accounts'],
];
const NAMED = ['accounts', 'teams', 'labels', 'team_members'];

async function readTables(from: ArchiveFolder): Promise<Tables> {
  await using database = await openStore(from);
  const read: Record<string, readonly Cells[]> = {};
  for (const table of [...OF_CONVERSATIONS, ...NAMED, 'runs'])
    read[table] = await database.rows(`SELECT * FROM ${table}`);
  return read;
}

const rowsOf = (table: string): readonly Cells[] => tables[table] ?? [];
const text = (value: unknown): string =>
  JSON.stringify(value, (_key, cell) => (typeof cell === 'bigint' ? String(cell) : cell)) ?? '';
const inDays = (time: unknown): boolean =>
  time instanceof Date && time.getTime() >= BOUNDS[0] && time.getTime() < BOUNDS[1];
const keyOf = (row: Cells): string => `${row.conversation_id}/${row.message_nr}`;

/** What is in the part and what is not, by looking at each row and at nothing else. */
function divide(isIn: (table: string, row: Cells) => boolean): {
  inside: Map<string, Cells[]>;
  outside: Map<string, Cells[]>;
} {
  const inside = new Map<string, Cells[]>();
  const outside = new Map<string, Cells[]>();
  const put = (table: string, row: Cells, is: boolean) => {
    const side = is ? inside : outside;
    side.set(table, [...(side.get(table) ?? []), row]);
  };
  for (const table of OF_CONVERSATIONS) {
    const sides: [Cells[], Cells[]] = [[], []];
    for (const row of rowsOf(table)) sides[isIn(table, row) ? 0 : 1].push(row);
    inside.set(table, sides[0]);
    outside.set(table, sides[1]);
  }
  // Who is in the header now need not have been there then; members tells.
  const lists = ['members', 'leavers', 'guests', 'admins', 'default_members', 'creator_id'];
  const plain = (table: string, row: Cells): Cells =>
    table === 'conversations'
      ? Object.fromEntries(Object.entries(row).filter(([column]) => !lists.includes(column)))
      : row;
  const said = [...inside]
    .flatMap(([table, rows]) => rows.map((row) => text(plain(table, row))))
    .concat(rowsOf('runs').map(text))
    .join('\n');
  for (const row of rowsOf('accounts')) put('accounts', row, said.includes(String(row.account_id)));
  for (const row of rowsOf('teams')) put('teams', row, said.includes(String(row.team_id)));
  for (const row of rowsOf('labels')) put('labels', row, said.includes(String(row.label_id)));
  return { inside, outside };
}

/** What a reader could take from a row. */
const TOLD = [
  'text',
  'message',
  'subject',
  'sender_name',
  'topic',
  'title',
  'file_name',
  'description',
  'hook_name',
  'name',
  'team_name',
];
const TOLD_IDS = ['conversation_id', 'account_id', 'attachment_id', 'stored_sha256', 'team_id', 'label_id', 'label'];
const TOLD_OF_PEOPLE = [
  'display_name',
  'full_name',
  'email',
  'fleep_address',
  'phone_nr',
  'status_message',
  'avatar_sha256',
];

const told = (rows: ReadonlyMap<string, readonly Cells[]>): Set<string> => {
  const columns = [...TOLD, ...TOLD_IDS, ...TOLD_OF_PEOPLE];
  const texts = [...rows.values()].flat().flatMap((row) => columns.map((column) => row[column]));
  return wordsOf(texts.filter((value) => typeof value === 'string').join('\n'));
};

/** Words of all that a row holds. */
const held = (rows: ReadonlyMap<string, readonly Cells[]>): Set<string> =>
  wordsOf([...rows.values()].map(text).join('\n'));

const without = (words: Iterable<string>, others: ReadonlySet<string>): string[] =>
  [...words].filter((word) => !others.has(word));

const visible = (rows: ReadonlyMap<string, readonly Cells[]>): string[] =>
  [
    ...(rows.get('messages') ?? [])
      .filter((row) => ['text', 'email'].includes(String(row.mk_message_type)))
      .map((row) => row.text),
    ...(rows.get('conversations') ?? []).map((row) => row.title),
    ...(rows.get('files') ?? []).map((row) => row.file_name),
    ...(rows.get('accounts') ?? []).map((row) => row.display_name),
  ].flatMap((value) => (typeof value === 'string' ? value : []));

describe('chosen conversations', () => {
  const ids = () =>
    new Set(
      rowsOf('conversations')
        .filter((row) => CHOSEN.includes(String(row.title)))
        .map((row) => row.conversation_id),
    );
  let sides: ReturnType<typeof divide>;
  const look = { title: 'Demo', workers: 0, baseUrl: 'https://x.example/', timezone: ZONE };

  beforeAll(async () => {
    const chosen = ids();
    expect(chosen.size).toBe(CHOSEN.length);
    sides = divide((_table, row) => chosen.has(row.conversation_id));
    await renderSite({ ...look, archive, out: folder.at('chosen'), part: CHOICE });
  }, 60_000);

  test('leave no word, name, id or content of the others', async () => {
    const secrets = without(without(told(sides.outside), held(sides.inside)), always);
    expect(secrets.length).toBeGreaterThan(1_500);
    expect(secrets).toEqual(expect.arrayContaining(['bicycles', 'osaka']));
    const shown = await siteWords(folder.at('chosen'));
    expect(secrets.filter((word) => shown.has(word))).toEqual([]);
  });

  test('are there in full', async () => {
    const shown = await siteWords(folder.at('chosen'));
    const wanted = wordsOf(visible(sides.inside).join('\n'));
    expect(wanted.size).toBeGreaterThan(300);
    expect(without(wanted, shown)).toEqual([]);
    const hashes = (sides.inside.get('files') ?? []).flatMap((row) =>
      row.stored_sha256 ? [String(row.stored_sha256)] : [],
    );
    expect(without(hashes, shown)).toEqual([]);
  });

  test('give the numbers, reports and charts of an archive that holds nothing else', async () => {
    await cp(archive.path, folder.at('cut'), { recursive: true });
    const cut = await openArchive(folder.at('cut'));
    const instance = await DuckDBInstance.create(databasePath(cut.path));
    const connection = await instance.connect();
    const list = (table: string, column: string) => {
      const kept = (sides.inside.get(table) ?? []).map((row) => `'${row[column]}'`).join(', ');
      return `${column} NOT IN (${kept || "''"})`;
    };
    for (const table of OF_CONVERSATIONS)
      await connection.run(`DELETE FROM ${table} WHERE ${list('conversations', 'conversation_id')}`);
    await connection.run(`DELETE FROM accounts WHERE ${list('accounts', 'account_id')}`);
    await connection.run(`DELETE FROM teams WHERE ${list('teams', 'team_id')}`);
    await connection.run(
      `DELETE FROM team_members WHERE ${list('accounts', 'account_id')} OR ${list('teams', 'team_id')}`,
    );
    connection.closeSync();
    instance.closeSync();
    await renderSite({ ...look, archive: cut, out: folder.at('cut-site') });
    const names = filesOf(folder.at('cut-site')).sort();
    expect(filesOf(folder.at('chosen')).sort()).toEqual(names);
    const differing: string[] = [];
    for (const name of names) {
      const [part, whole] = await Promise.all(
        ['chosen', 'cut-site'].map((site) => readFile(folder.at(site, name), 'latin1')),
      );
      if (name.endsWith('.html')) {
        expect(part, name).toContain('A part of the archive');
        expect(part, name).toContain(`<link rel="canonical" href="https://x.example/${name}">`);
      }
      // The notes for the next render tell of the options.
      if (withoutNote(part ?? '') !== withoutPrint(whole ?? '') && !name.endsWith('/state.json')) differing.push(name);
    }
    expect(differing).toEqual([]);
  }, 60_000);
});

/** The page about the archive without the fingerprint of what the site was made from. */
const withoutPrint = (html: string): string => html.replace(/<meta name="fleep-archive-made-from" .*>\n/, '');

/** A page or a feed without what it says of being a part. */
const withoutNote = (html: string): string =>
  withoutPrint(html)
    .replace(/<subtitle>This site is of a part of the archive\..*<\/subtitle>\n/, '')
    .replace(/<strong><a href="[./]*about\.html#part">A part of the archive<\/a><\/strong> &middot; /, '')
    .replace(' &middot; A part of the archive', '')
    .replace('Coverage of this part', 'Coverage')
    .replace('Of this part, nothing', 'Nothing')
    .replace(/<p class="note part">.*\n/, '')
    .replace(/<section aria-labelledby="part">[\s\S]*?<\/section>\n/, '');

describe('chosen days', () => {
  let sides: ReturnType<typeof divide>;
  let shown: Set<string>;

  beforeAll(async () => {
    const messages = rowsOf('messages').filter((row) => inDays(row.posted_time));
    const keys = new Set(messages.map(keyOf));
    const conversations = new Set(messages.map((row) => row.conversation_id));
    const isThen = ({ joined_time: joined, left_time: left }: Cells) =>
      !(joined instanceof Date && joined.getTime() >= BOUNDS[1]) &&
      !(left instanceof Date && left.getTime() < BOUNDS[0]);
    sides = divide((table, row) => {
      if (!conversations.has(row.conversation_id)) return false;
      if (table === 'members') return isThen(row);
      if (table === 'topics') return !(row.posted_time instanceof Date && row.posted_time.getTime() >= BOUNDS[1]);
      return row.message_nr === undefined || keys.has(keyOf(row));
    });
    await renderSite({
      archive,
      out: folder.at('days'),
      workers: 0,
      timezone: ZONE,
      part: DAYS,
      baseUrl: 'https://x.example/',
    });
    shown = await siteWords(folder.at('days'));
  }, 60_000);

  test('leave no word, id or content of what was posted before and after', async () => {
    const secrets = without(without(told(sides.outside), held(sides.inside)), always);
    expect(secrets.length).toBeGreaterThan(1_500);
    expect(secrets.filter((word) => shown.has(word))).toEqual([]);
  });

  test('are there in full', () => {
    const wanted = wordsOf(visible(sides.inside).join('\n'));
    expect(wanted.size).toBeGreaterThan(500);
    expect(without(wanted, shown)).toEqual([]);
  });
});

describe('a part that is none', () => {
  test.each([
    [
      ['--conversation', 'firmware', '--exclude', 'nowhere'],
      /^fleep-archive: --exclude "nowhere" means no conversation .*\n$/,
    ],
    [['--since', '2031-01-01', '--until', '2031-01-02'], /posted since 2031-01-01 until 2031-01-02: widen .*\n$/],
  ])('ends the command with 2: %s', async (filters, sentence) => {
    const { code, stderr } = await runCli([
      'render',
      '--archive',
      archive.path,
      '--out',
      folder.at('none'),
      '--quiet',
      ...filters,
    ]);
    expect([code, stderr]).toEqual([2, expect.stringMatching(sentence)]);
  });

  const whole: Part = { conversations: [], exclude: [] };
  test.each<[string, Part]>([
    ['--conversation "nowhere" means no conversation', { ...whole, conversations: ['firmware', 'nowhere'] }],
    ['--exclude "nowhere" means no conversation', { ...whole, exclude: ['nowhere'] }],
    [
      '--exclude leaves out every conversation that --conversation chooses',
      { ...whole, conversations: ['firmware'], exclude: ['firmware'] },
    ],
    ['--since 2024-02-30 is not a date', { ...whole, since: '2024-02-30' }],
    ['--until tomorrow is not a date', { ...whole, until: 'tomorrow' }],
    ['comes after --until', { ...whole, since: '2024-05-02', until: '2024-05-01' }],
    ['No message of these conversations was posted since 2031-01-01', { ...whole, since: '2031-01-01' }],
  ])('is refused: %s', async (words, part) => {
    const error = await renderSite({ archive, out: folder.at('none'), workers: 0, part }).catch(
      (caught: unknown) => caught,
    );
    expect(error).toBeInstanceOf(ArchiveError);
    expect(error).toMatchObject({ exitCode: 2, message: expect.stringContaining(words) });
  });

  const refusal = (of: ArchiveFolder, part: Part) =>
    renderSite({ archive: of, out: folder.at('none'), workers: 0, part }).then(String, (error: Error) => error.message);

  test('says why nothing is left', async () => {
    const all = rowsOf('conversations').map(({ conversation_id }) => String(conversation_id));
    expect(await refusal(archive, { ...whole, exclude: all })).toBe(
      '--exclude leaves out every conversation of the archive: name fewer.',
    );
    const empty = await makeArchive({});
    expect(await refusal(empty, { ...whole, since: '2014-01-01' })).toBe(
      'The archive holds no conversation yet, so there is no part of it: sync first, or render all.',
    );
    await rm(dirname(empty.path), { recursive: true, force: true });
  });
});
