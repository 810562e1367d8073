// Bar 6, second half: a world with malformed markup, fields of wrong types and JSON at the edge of what JSON allows is archived whole:
// every message is there with its text, what is wrong is counted in the summary, and the site can be made of it.
import { readdir, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { readTables } from '../conformance/archive.js';
import { runCli, startEmulatorProcess, syncOnce } from '../support/cli.js';
import { temporaryFolder } from '../support/folder.js';
import { verifyJournal } from '../support/journal-reader.js';
import { ANNA, conv, message, people } from '../support/tiny-world.js';

const p = (words: string) => `<msg><p>${words}</p></msg>`;

/** A message line with members spliced in as raw JSON, which JSON.stringify could not make. */
const raw = (nr: number, members: string): string =>
  `{"mk_rec_type":"message","conversation_id":"odd","message_nr":${nr},"account_id":"${ANNA}","mk_message_type":"text",` +
  `"posted_time":1500000000,${members}}`;
const odd = (nr: number, more: Record<string, unknown>): string => JSON.stringify(message('odd', nr, more));
const DEEP = 10_000;

interface Case {
  readonly line: string;
  /** What the archive must say in the column `text`. */
  readonly text: string | null;
  readonly malformed?: number;
  readonly wrong?: number;
}

const cases: Readonly<Record<string, Case>> = {
  'markup that is never closed': { line: odd(1, { message: '<msg><p>open' }), text: '<msg><p>open', malformed: 1 },
  'markup with a stray end': { line: odd(2, { message: '<msg></p></msg>' }), text: '<msg></p></msg>', malformed: 1 },
  'a V2 body that is cut off': {
    line: odd(3, { mk_message_type: 'textV2', message: '{"message":' }),
    text: '{"message":',
    malformed: 1,
  },
  'a number as an object': { line: odd(4, { inbox_nr: { a: 1 }, message: p('four') }), text: 'four', wrong: 1 },
  'a number as words': { line: odd(5, { prev_message_nr: '12x', message: p('five') }), text: 'five', wrong: 1 },
  'a number as digits in a text': { line: odd(6, { ref_message_nr: '7', message: p('six') }), text: 'six' },
  'tags as text': { line: odd(7, { tags: 'pin', message: p('seven') }), text: 'seven', wrong: 1 },
  'tags as an object': { line: odd(8, { tags: { pin: true }, message: p('eight') }), text: 'eight', wrong: 1 },
  'a message that is a number': { line: odd(9, { message: 12 }), text: '12', wrong: 1 },
  'a message that is an object': { line: odd(10, { message: { a: 'b' } }), text: '{"a":"b"}', wrong: 1 },
  'null in every field': {
    line: odd(11, { account_id: null, mk_message_type: null, message: null, posted_time: null, tags: null }),
    text: null,
  },
  'integers that no machine holds': {
    line: raw(12, `"message":"${p('twelve')}","pin_weight":123456789012345678901234567890,"task_weight":1e400`),
    text: 'twelve',
    wrong: 2,
  },
  'half a surrogate pair': { line: raw(13, `"message":"${p('half \\ud800 pair')}"`), text: 'half \ufffd pair' },
  'the other half, beside an escaped backslash': {
    line: raw(14, `"message":"${p('a\\\\ud800 \\udc00 \\ud83d\\ude00')}"`),
    text: 'a\\ud800 \ufffd 😀',
  },
  'half a pair in a field that nobody knows': { line: raw(15, `"message":"${p('x')}","odd":"\\ud800"`), text: 'x' },
  'NUL in a text': { line: odd(16, { message: 'a\u0000b' }), text: 'a\u0000b' },
  'lists nested 10,000 deep': {
    line: raw(17, `"message":"${p('deep')}","odd":${'['.repeat(DEEP)}${']'.repeat(DEEP)}`),
    text: 'deep',
  },
  'objects nested 10,000 deep': {
    line: raw(18, `"message":"${p('deeper')}","odd":${'{"a":'.repeat(DEEP)}1${'}'.repeat(DEEP)}`),
    text: 'deeper',
  },
  'one key twice': { line: raw(19, `"message":"${p('twice')}","odd":1,"odd":2`), text: 'twice' },
  'a member list that is none': { line: odd(20, { mk_message_type: 'add', message: '{"members":"x"}' }), text: null },
  'a system message that is no JSON': { line: odd(21, { mk_message_type: 'kick', message: 'who?' }), text: null },
  'reactions of no known shape': {
    line: odd(22, { message: p('liked'), reactions: { like: 'x', none: null, list: [{ a: 1 }, null] } }),
    text: 'liked',
  },
};

/** Records of other types that are wrong in every way; none of them may stand in the way of the rest. */
const strays = [
  '{"mk_rec_type":"weather","conversation_id":"odd","sky":"grey"}',
  '{"conversation_id":"odd","no_type":true}',
  '{"mk_rec_type":"section","conversation_id":"odd","name":"without an id"}',
  '{"mk_rec_type":"hook","conversation_id":"odd","hook_key":"k","is_active":"yes","avatar_urls":"{bad"}',
  '{"mk_rec_type":"file","conversation_id":"odd","message_nr":4,"attachment_id":"f","file_size":"big","file_name":"a\\ud800"}',
];

test.each(['duckdb', 'parquet'])('%s: all of it is archived, shown and counted', async (store) => {
  await using folder = await temporaryFolder();
  const sane = [conv('sane'), message('sane', 1), message('sane', 2)];
  const lines = [...people, ...sane, conv('odd')].map((line) => JSON.stringify(line));
  const all = [...lines, ...Object.values(cases).map(({ line }) => line), ...strays];
  await writeFile(folder.at('world.ndjson'), `${all.join('\n')}\n`);
  await using emulator = await startEmulatorProcess('--world', folder.at('world.ndjson'));
  const archive = folder.at('archive');
  const { totals } = await syncOnce(emulator.url, archive, ['--store', store]);

  const tables = await readTables(archive);
  const messages = (tables.get('messages') ?? []).filter((row) => row.conversation_id === 'odd');
  const texts = new Map(messages.map((row) => [row.message_nr, row.text]));
  expect(Object.entries(cases).map(([name], index) => [name, texts.get(index + 1)])).toEqual(
    Object.entries(cases).map(([name, { text }]) => [name, text]),
  );
  expect(totals.messages).toBe(Object.keys(cases).length + 2);
  const sum = (key: 'malformed' | 'wrong') => Object.values(cases).reduce((total, one) => total + (one[key] ?? 0), 0);
  expect(totals.malformed_messages).toBe(sum('malformed'));
  // hook.is_active and file.file_size besides the messages' own.
  expect(totals.wrong_type_fields).toBe(sum('wrong') + 2);
  // The record type that nobody knows, and the section without an id.
  expect(totals.unplaced_records).toBe(2);
  expect(tables.get('files')?.map((row) => row.file_name)).toEqual(['a\ufffd']);

  const stored = verifyJournal(archive).flatMap(({ records }) => records.map(({ text }) => text));
  for (const half of ['half \\ud800 pair', 'a\\\\ud800 \\udc00 \\ud83d\\ude00', '"odd":1,"odd":2', '1e400'])
    expect(stored.some((text) => text.includes(half))).toBe(true);
  expect((await readdir(archive)).filter((name) => name.endsWith('.tmp'))).toEqual([]);

  const again = await syncOnce(emulator.url, archive);
  expect(Object.values(again.added).every((count) => count === 0)).toBe(true);
  const site = await runCli(['render', '--archive', archive, '--out', folder.at('site'), '--quiet']);
  expect(site).toMatchObject({ code: 0, stderr: '' });
});
