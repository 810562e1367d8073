// A world → sync → archive A → practice server on A → sync → archive B: B holds all that A holds, each message to the byte. And what
// was altered in A on the way is seen in B.
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { replayArchive } from '../../src/emulator/index.js';
import { worldLines } from '../../src/emulator/replay/world-lines.js';
import { openArchive } from '../../src/journal/archive-folder.js';
import { Journal } from '../../src/journal/journal.js';
import { openStore } from '../../src/store/open.js';
import { openWritableStore } from '../../src/store/store.js';
import { signIn } from '../emulator/walk.js';
import { type TemporaryFolder, temporaryFolder } from '../support/folder.js';
import { chooseSeed, randomFrom } from '../support/random.js';
import { sharedArchive } from '../support/shared.js';
import { liveWorld, serve, syncHere } from '../support/sync.js';
import { ANNA, conv, message, people } from '../support/tiny-world.js';
import { alterFile, alterRecords, copyArchive } from './altered-archive.js';
import { type Dump, differences, dumpArchive, PUBLIC_TABLES, sizesOf } from './dump.js';
import { contentOf, everyKindOf } from './every-kind.js';
import { laterLines, randomWorld } from './random-world.js';
import type { WorldLine } from './truth.js';

const NONE = { missing: [], extra: [] };

async function archiveWorld(lines: readonly WorldLine[], to: string): Promise<void> {
  await using emulator = await serve({ world: liveWorld(lines).world });
  await syncHere(emulator.url, to);
}

async function archiveEveryKind(to: string): Promise<string> {
  await archiveWorld([...people, ...everyKindOf('')], to);
  return to;
}

/** Archives an archive. */
async function archiveAgain(from: string, to: string, batch = 30): Promise<void> {
  await using emulator = await serve({ world: await replayArchive(await openArchive(from)), batch });
  await syncHere(emulator.url, to);
}

const part = (message_nr: number, more: WorldLine): WorldLine => ({
  mk_rec_type: 'message',
  conversation_id: 'c',
  message_nr,
  ...more,
});
/** As the practice server fills it in. */
const told = (nr: number, more: WorldLine = {}): WorldLine =>
  message('c', nr, { prev_message_nr: nr - 1, inbox_nr: nr, ...more });
const inParts: readonly WorldLine[] = [
  // Parts of an edit that is not the latest one.
  told(1, {
    flow_message_nr: 7,
    message: '<msg><p>edited</p></msg>',
    section_id: 's',
    edited_time: 1_600_000_000,
  }),
  told(1, { flow_message_nr: 9, message: '<msg><p>again</p></msg>', edited_time: 1_600_000_009 }),
  part(1, { flow_message_nr: 8, task_weight: 7 }),
  told(2, { flow_message_nr: 10, section_id: 's', task_weight: 3, edited_time: 1_600_000_010 }),
  part(2, { flow_message_nr: 11, task_weight: 7 }),
  part(2, { flow_message_nr: 12, section_id: null, task_weight: null }),
  part(2, { flow_message_nr: 13, task_weight: 7, subject: null }),
  told(3, { flow_message_nr: 14, message: '<msg><p>edited</p></msg>', edited_time: 1_600_000_014 }),
  told(3, { message: '', tags: ['is_deleted'], edited_time: 1_600_000_100 }),
  told(4, { reactions: { like: [ANNA] } }),
  told(4),
  // Completed by what comes later, which says nothing else.
  told(5, { sender_name: 'Helmo' }),
  told(6, { flow_message_nr: 15, reactions: { like: [ANNA] }, edited_time: 1_600_000_015 }),
  part(6, { reactions: { wow: [ANNA] } }),
];

/** Appends an answer to an archive, and loads it. */
async function addPage(path: string, records: readonly WorldLine[]): Promise<void> {
  const archive = await openArchive(path);
  await using journal = await Journal.open(path, { runId: 'later' });
  journal.setAccount(String(archive.info.accounts[0]));
  const slices = records.map((record) => ({ path: 'stream', bytes: Buffer.from(JSON.stringify(record)) }));
  await journal.append({ call: 'conversation/sync', args: {}, status: 200, records: slices });
  await using tables = await openWritableStore(archive);
  await tables.load(journal.position);
  await tables.publish();
}

/** The messages as they are now, without what belongs to a run. */
async function messagesIn(archive: string) {
  await using database = await openStore(await openArchive(archive));
  return await database.rows('SELECT * EXCLUDE (page_nr, record_index, seen_time) FROM messages ORDER BY message_nr');
}

describe('an archive that was archived is the same archive', () => {
  test.each([
    {
      name: 'demo',
      archive: () => sharedArchive('demo'),
      least: { messages: 3800, files: 70, labels: 10, sections: 60 },
    },
    { name: 'houston', archive: () => sharedArchive('houston'), least: { messages: 1398, files: 67, accounts: 73 } },
    { name: 'every kind', archive: archiveEveryKind, least: { messages: 6, gaps: 1, problems: 2 } },
  ])('$name', async ({ archive, least }) => {
    await using folder = await temporaryFolder();
    const from = await archive(folder.at('a'));
    await archiveAgain(from, folder.at('b'), 7);
    const [a, b] = [await dumpArchive(from), await dumpArchive(folder.at('b'))];
    for (const [table, count] of Object.entries(least)) expect(sizesOf(a)[table]).toBeGreaterThanOrEqual(count);
    expect(differences(a, b)).toEqual(NONE);
    expect(b).toEqual(a);
  });

  const seed = chooseSeed();
  test.each(Array.from({ length: Number(process.env.RANDOM_WORLDS ?? 5) }, (_unused, index) => seed + index))(
    'SEED=%i',
    async (worldSeed) => {
      const random = randomFrom(worldSeed);
      const lines = randomWorld(random);
      const { world, add } = liveWorld(lines);
      await using folder = await temporaryFolder();
      const archive = folder.at('a');
      await using emulator = await serve({ world, batch: random.pick([1, 7, 30]) });
      await syncHere(emulator.url, archive);
      await archiveAgain(archive, folder.at('b'), random.pick([1, 7, 30]));
      expect(differences(await dumpArchive(archive), await dumpArchive(folder.at('b')))).toEqual(NONE);

      add(laterLines(random, lines));
      await syncHere(emulator.url, archive);
      await archiveAgain(archive, folder.at('c'), random.pick([1, 7, 30]));
      const latest = await dumpArchive(archive, { latestOnly: true });
      expect(differences(latest, await dumpArchive(folder.at('c')))).toEqual(NONE);
      await expectEveryVersion(archive);
    },
  );

  test('whose messages came in parts, twice, or in an order that is not that of their events', async () => {
    await using folder = await temporaryFolder();
    await archiveWorld([...people, conv('c'), ...[1, 2, 3, 4, 5, 6].map((nr) => message('c', nr))], folder.at('a'));
    await addPage(folder.at('a'), [...inParts, { ...conv('c'), last_message_nr: 15 }]);
    await archiveAgain(folder.at('a'), folder.at('b'), 3);
    const [a, b] = [await messagesIn(folder.at('a')), await messagesIn(folder.at('b'))];
    expect(a.map(({ text, task_weight, section_id }) => [text, task_weight, section_id])).toEqual([
      ['again', null, null],
      ['message 2', 7, null],
      ['', null, null],
      ['message 4', null, null],
      ['message 5', null, null],
      ['message 6', null, null],
    ]);
    expect(b).toEqual(a);
    const reactions = async (name: string) => (await dumpArchive(folder.at(name))).reactions;
    expect(await reactions('b')).toEqual(await reactions('a'));
  });

  test('whose account left, came back, and saw edits, pins and deletions', async () => {
    const VIEWER = people[0]?.account_id;
    const login = { mk_rec_type: 'account', account_id: ANNA, email: 'anna@example.org', password: 'x' };
    const convs = ['c', 'd'].flatMap((id) => [conv(id), message(id, 1), message(id, 2), message(id, 3)]);
    await using folder = await temporaryFolder();
    await using emulator = await serve({ world: liveWorld([...people, login, ...convs]).world });
    const anna = await signIn(emulator.url, { email: 'anna@example.org', password: 'x' });
    const steps: [method: string, args: Record<string, unknown>][][] = [
      [['message/edit/c', { message_nr: 3, message: 'other words' }]],
      [
        ['conversation/store/c', { remove_account_ids: [VIEWER] }],
        ['message/send/c', { message: 'not for everybody' }],
        ['message/delete/d', { message_nr: 2 }],
      ],
      [
        ['conversation/store/c', { add_account_ids: [VIEWER] }],
        ['message/pin/d', { message_nr: 3 }],
        ['conversation/set_topic/d', { topic: 'New' }],
      ],
    ];
    await syncHere(emulator.url, folder.at('a'));
    for (const [index, calls] of steps.entries()) {
      for (const [method, args] of calls) await anna.call(method, args);
      await syncHere(emulator.url, folder.at('a'));
      await archiveAgain(folder.at('a'), folder.at(`b${index}`), 2);
      const latest = await dumpArchive(folder.at('a'), { latestOnly: true });
      expect(differences(latest, await dumpArchive(folder.at(`b${index}`)))).toEqual(NONE);
      await expectEveryVersion(folder.at('a'));
    }
    expect(JSON.stringify(await dumpArchive(folder.at('a')))).not.toContain('not for everybody');
  });
});

/** The world has exactly the versions that the tables have, each with its bytes, and those of each conversation in flow order. */
async function expectEveryVersion(archive: string): Promise<void> {
  const lines: string[] = [];
  for await (const line of worldLines(await openArchive(archive))) lines.push(line);
  const messages = lines.filter((line) => JSON.parse(line).mk_rec_type === 'message');
  const known = (await dumpArchive(archive)).message_versions?.map((row) => JSON.parse(row).wire);
  expect(messages.toSorted()).toEqual(known?.sort());
  const flows = new Map<string, number>();
  for (const { conversation_id, message_nr, flow_message_nr } of messages.map((line) => JSON.parse(line))) {
    const flowNr = flow_message_nr ?? message_nr;
    expect(flowNr).toBeGreaterThanOrEqual(flows.get(conversation_id) ?? 0);
    flows.set(conversation_id, flowNr);
  }
}

const VERSIONS = ['message_versions', 'messages'];

/** What is altered, how, and the parts of the dump that tell. In the place of `~` stands the suffix of the case. */
const ALTERATIONS: readonly (readonly [name: string, from: string, to: string, parts: readonly string[]])[] = [
  ['a text', 'message 5<', 'message five<', VERSIONS],
  ['a field of a message that no column has', '"odd":{"a":1}', '"odd":{"a":2}', VERSIONS],
  ['white space in a message', '"odd":{"a":1}', '"odd": {"a":1}', VERSIONS],
  ['an escape in a message', '"like"', '"\\u006cike"', VERSIONS],
  ['a reaction', '{"like":', '{"dislike":', [...VERSIONS, 'reactions']],
  ['a mention', '<mention ', '<b ', ['mentions', ...VERSIONS, 'problems']],
  ['a pin', '"pin"]', '"pin","unpin"]', VERSIONS],
  ['a former topic', 'At first', 'At last', [...VERSIONS, 'topics']],
  ['a topic', '"topic":"full"', '"topic":"fuller"', ['conversations', 'merged records']],
  ['a field of a header that no column has', '"odd":["x"]', '"odd":["y"]', ['merged records']],
  [
    'where a membership began',
    '"join_message_nr":4',
    '"join_message_nr":6',
    ['conversation_accounts', 'conversations', 'gaps', 'merged records', ...VERSIONS],
  ],
  [
    'a member',
    '"members":["00000000-0000-4000-8000-00000000000a",',
    '"members":[',
    ['conversations', 'members', 'merged records'],
  ],
  [
    'a label of a conversation',
    '"label_ids":["label~"]',
    '"label_ids":[]',
    ['conversation_accounts', 'conversation_labels', 'conversations', 'merged records'],
  ],
  ['a name', '"Painted"', '"Printed"', ['accounts', 'merged records']],
  ['a team', '"Team"', '"Crew"', ['merged records', 'teams']],
  [
    'who leads a team',
    '"admins":["00000000-0000-4000-8000-000000000001"],"odd"',
    '"admins":[],"odd"',
    ['merged records', 'team_members'],
  ],
  ['a field of a team that no column has', '"odd":1.5', '"odd":1.25', ['merged records']],
  ['a label', '"Label"', '"Mark"', ['labels', 'merged records']],
  ['a hook', '"Hook"', '"Claw"', ['hooks', 'merged records']],
  ['a section', '"To do"', '"To be done"', ['merged records', 'sections']],
  ['a section of the account', '"My tasks"', '"Your tasks"', ['merged records', 'sections']],
  ['a reminder', '"org_invite"', '"invite"', ['merged records', 'reminders']],
  ['an organisation', '"Org"', '"Inc"', ['merged records']],
  ['a kind that nobody knows', '"weather~"', '"climate~"', ['problems']],
  ['the name of a file', '"unproved ü.txt"', '"unproved u.txt"', ['files', 'merged records']],
  ['a preview', '"Elsewhere"', '"Nowhere"', ['merged records', 'previews']],
  [
    'the note of a file',
    '"file_url":"/file/full~/3/unproved/x","stored',
    '"file_url":"/none","stored',
    ['files', 'files/', 'gaps'],
  ],
];

const FLIPPED: readonly (readonly [name: string, attachment: string, parts: readonly string[]])[] = [
  ['a file whose hash Fleep told', 'proved~', ['files', 'files/', 'gaps']],
  ['a file whose hash nobody told', 'unproved~', ['files', 'files/']],
];

const flip = (bytes: Buffer) => Buffer.from(bytes.map((byte, index) => (index === 3 ? byte ^ 1 : byte)));
const sha256 = (content: string | Buffer) => createHash('sha256').update(content).digest('hex');

// One archive is altered in all of these ways, each in a part of the world that is named by a suffix.
describe('what was altered on the way', () => {
  const suffixOf = (index: number): string => `-case${String(index).padStart(2, '0')}`;
  const alterations = ALTERATIONS.map(([name, from, to, parts], index) => {
    const suffix = suffixOf(index);
    return { name, suffix, of: suffix, from: from.replace('~', suffix), to: to.replace('~', suffix), parts };
  });
  const flipped = FLIPPED.map(([name, attachment, parts], index) => {
    const suffix = suffixOf(ALTERATIONS.length + index);
    return { name, suffix, content: contentOf(attachment.replace('~', suffix)), parts };
  });
  const UNALTERED = '-unaltered';
  const suffixes = [...[...alterations, ...flipped].map(({ suffix }) => suffix), UNALTERED];

  let folder: TemporaryFolder;
  let original: Dump;
  /** Lines that differ once the altered copy was archived. */
  let different: readonly string[];
  beforeAll(async () => {
    folder = await temporaryFolder();
    await archiveWorld([...people, ...suffixes.flatMap(everyKindOf)], folder.at('a'));
    original = await dumpArchive(folder.at('a'));
    copyArchive(folder.at('a'), folder.at('altered'));
    alterRecords(folder.at('altered'), alterations);
    for (const { content } of flipped) alterFile(folder.at('altered'), sha256(content), flip);
    await archiveAgain(folder.at('altered'), folder.at('b'));
    const { missing, extra } = differences(original, await dumpArchive(folder.at('b')), Number.POSITIVE_INFINITY);
    different = [...missing, ...extra];
  });
  afterAll(() => folder[Symbol.asyncDispose]());

  /** The lines with a suffix, and those that name a file with it by its hash. */
  function linesOf(suffix: string, lines: readonly string[]): string[] {
    const contents = ['proved', 'unproved', 'seen'].map((name) => Buffer.from(contentOf(`${name}${suffix}`)));
    const marks = [suffix, ...contents.map(sha256), ...contents.map(flip).map(sha256)];
    return lines.filter((line) => marks.some((mark) => line.includes(mark)));
  }

  const partsThatDiffer = (suffix: string): string[] =>
    [...new Set(linesOf(suffix, different).map((line) => line.slice(0, line.indexOf(':'))))].sort();

  test.each(alterations)('$name is found', ({ suffix, parts }) => {
    expect(partsThatDiffer(suffix)).toEqual(parts);
  });

  test.each(flipped)('one bit of $name is found', ({ suffix, parts }) => {
    expect(partsThatDiffer(suffix)).toEqual(parts);
  });

  test('where nothing was altered nothing is found', () => {
    expect(linesOf(UNALTERED, Object.values(original).flat()).length).toBeGreaterThan(everyKindOf('').length);
    expect(partsThatDiffer(UNALTERED)).toEqual([]);
    const known = new Set(suffixes.flatMap((suffix) => linesOf(suffix, different)));
    expect(different.filter((line) => !known.has(line))).toEqual([]);
  });

  test('the comparison looks at every part of an archive', () => {
    expect(PUBLIC_TABLES.length).toBeGreaterThan(17);
    for (const part of [...PUBLIC_TABLES, 'merged records', 'files/']) {
      const lines = original[part] ?? [];
      expect([part, lines.length]).not.toEqual([part, 0]);
      const without = { ...original, [part]: lines.slice(1) };
      expect(differences(original, without)).toEqual({ missing: [`${part}: ${lines[0]}`], extra: [] });
      expect(differences(without, original)).toEqual({ missing: [], extra: [`${part}: ${lines[0]}`] });
    }
  });
});
