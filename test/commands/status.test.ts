// status: what a run that broke off did not come to is missing, files as well, and the exit code says so.
import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { rebuildCommand } from '../../src/commands/rebuild.js';
import { statusCommand } from '../../src/commands/status.js';
import { everything } from '../../src/crawl/selection.js';
import { ownRecord } from '../../src/journal/format.js';
import { Journal } from '../../src/journal/journal.js';
import { acquireLock } from '../../src/journal/lock.js';
import { makeArchive } from '../render/small-archive.js';
import { startFront } from '../support/faulty-front.js';
import { temporaryFolder } from '../support/folder.js';
import { type Line, liveWorld, serve, syncHere } from '../support/sync.js';
import { conv, message, people, VIEWER } from '../support/tiny-world.js';

const FILES = 3;

const file = (message_nr: number) => ({
  mk_rec_type: 'file',
  conversation_id: 'talk',
  message_nr,
  attachment_id: `a${message_nr}`,
  file_name: 'file.txt',
  file_url: `/file/talk/${message_nr}`,
  content: { text: `content ${message_nr}` },
});

const numbers = Array.from({ length: FILES }, (_unused, index) => index + 1);
const world = () =>
  liveWorld([...people, conv('talk'), ...numbers.map((nr) => message('talk', nr)), ...numbers.map(file)]).world;

async function statusOf(archive: string) {
  const printed = async (json: boolean) => {
    let text = '';
    const code = await statusCommand({ archive, json }, { write: (part) => (text += part) });
    return { code, text };
  };
  const { code, text } = await printed(true);
  return { code, words: (await printed(false)).text, ...JSON.parse(text) };
}

test('files of a run that broke off are missing until a run fetches them or leaves them out', async () => {
  await using folder = await temporaryFolder();
  await using server = await serve({ world: world() });
  await using front = await startFront(server.url);
  const archive = folder.at('archive');
  const stopping = new AbortController();
  front.spoil = ({ call }) => {
    if (call.startsWith('/file/')) stopping.abort();
    return false;
  };
  const stopped = syncHere(front.url, archive, { signal: stopping.signal });
  await expect(stopped).rejects.toMatchObject({ exitCode: 130 });

  const broken = await statusOf(archive);
  expect(broken.code).toBe(3);
  expect(broken.coverage).toMatchObject({ files: FILES, files_held: 0 });
  expect(broken.holes).toEqual([{ kind: 'file', cause: 'not fetched yet', expected: false, count: FILES }]);
  expect(broken.gaps).toEqual([
    {
      kind: 'file',
      cause: 'not fetched yet',
      conversation: null,
      first: null,
      last: null,
      target: null,
      detail: '3 files',
    },
  ]);
  expect(broken.next).toMatchObject({ ranges_to_fetch: 0, gaps_to_try: 0, files_to_fetch: FILES });
  expect(broken.totals.open_gaps).toBe(FILES);
  expect(broken.words).toMatch(/3 files to fetch\./);
  expect(broken.broken_off).toMatch(/^The last run did not come to its end: interrupted/);

  expect((await syncHere(server.url, archive, { selection: { ...everything, files: false } })).exit_code).toBe(0);
  expect(await statusOf(archive)).toMatchObject({ code: 0, gaps: [], broken_off: null, next: { files_to_fetch: 0 } });
  expect((await syncHere(server.url, archive)).exit_code).toBe(0);
  expect(await statusOf(archive)).toMatchObject({ code: 0, holes: [], coverage: { files_held: FILES } });
});

test('pages that no load came to, and a run that was killed, are not complete', async () => {
  await using folder = await temporaryFolder();
  await using server = await serve({ world: world() });
  const archive = folder.at('archive');
  expect((await syncHere(server.url, archive)).exit_code).toBe(0);
  expect(await statusOf(archive)).toMatchObject({ code: 0, broken_off: null });
  {
    await using journal = await Journal.open(archive, { runId: 'killed' });
    const of = { account_id: VIEWER, server: server.url };
    const record = ownRecord({
      mk_rec_type: 'archive_run',
      run_id: 'killed',
      started_time: '2030-01-01T00:00:00Z',
      ...of,
    });
    await journal.append({ call: 'archive/run', args: {}, status: 0, records: [record] });
    await using _lock = await acquireLock(archive);
    expect(await statusOf(archive)).toMatchObject({ code: 0, broken_off: null });
  }
  const behind = await statusOf(archive);
  expect(behind).toMatchObject({ code: 3, broken_off: expect.stringMatching(/ 1 pages that are not in the tables/) });
  expect(behind.words).toContain(behind.broken_off);
  await rebuildCommand({ archive, quiet: true });
  expect(await statusOf(archive)).toMatchObject({
    code: 3,
    broken_off: 'The last run did not come to its end: it was killed.',
  });
  expect((await syncHere(server.url, archive)).exit_code).toBe(0);
  expect(await statusOf(archive)).toMatchObject({ code: 0, broken_off: null });
});

/** Adds a run to the journal, and loads it. */
async function addRun(archive: string, run: Line): Promise<void> {
  {
    await using journal = await Journal.open(archive, { runId: String(run.run_id) });
    const record = ownRecord({ mk_rec_type: 'archive_run', started_time: '2030-01-01T00:00:00Z', ...run });
    await journal.append({ call: 'archive/run', args: {}, status: 0, records: [record] });
  }
  await rebuildCommand({ archive, quiet: true });
}

test('a killed run shows behind a whole one of another account and behind an import', async () => {
  await using folder = await temporaryFolder();
  await using server = await serve({ world: world() });
  const archive = folder.at('archive');
  await syncHere(server.url, archive);
  await addRun(archive, { run_id: 'killed', account_id: VIEWER, server: server.url });
  const whole = { ended_time: '2030-01-02T00:00:00Z', exit_code: 0, outcome: 'complete' };
  await addRun(archive, { run_id: 'import', account_id: VIEWER, ...whole });
  const killed = 'The last run did not come to its end: it was killed.';
  expect(await statusOf(archive)).toMatchObject({ code: 3, broken_off: killed, last_run: { outcome: null } });
  await addRun(archive, { run_id: 'other', account_id: 'another', server: server.url, ...whole });
  const { code, broken_off, last_run, last_runs, words } = await statusOf(archive);
  expect({ code, broken_off }).toEqual({ code: 3, broken_off: killed.replace('run', `run of ${VIEWER}`) });
  expect(last_run).toMatchObject({ account_id: 'another', outcome: 'complete' });
  expect(last_runs).toMatchObject([{ account_id: 'another' }, { account_id: VIEWER, outcome: null }]);
  expect(words).toContain(broken_off);
});

test('a run that was refused breaks nothing off, once all lists were read', async () => {
  await using folder = await temporaryFolder();
  await using server = await serve({ world: world() });
  const archive = folder.at('archive');
  const vain = { selection: { ...everything, conversations: ['nosuch'] } };
  await expect(syncHere(server.url, archive, vain)).rejects.toMatchObject({ exitCode: 2 });
  expect(await statusOf(archive), 'nothing is fetched').toMatchObject({
    code: 3,
    broken_off: expect.stringMatching(/did not come to its end: No conversation .* in Fleep\.$/),
  });
  expect((await statusOf(archive)).broken_off).not.toContain('..');
  expect(await syncHere(server.url, archive)).toMatchObject({ exit_code: 0 });
  for (const exit_code of [2, 5]) {
    await addRun(archive, {
      run_id: `refused ${exit_code}`,
      account_id: VIEWER,
      server: server.url,
      exit_code,
      outcome: 'Refused.',
    });
    expect(await statusOf(archive)).toMatchObject({ code: 0, broken_off: null });
  }
});

test('coverage counts the numbers of a range that no run came to, and no conversation as whole of which something was left out', async () => {
  const gap = { is_open: true, kind: 'messages', first_message_nr: 1, last_message_nr: 50 };
  const archive = await makeArchive({
    conversations: ['a', 'b', 'c'].map((conversation_id) => ({ conversation_id, title: conversation_id })),
    gaps: [
      { ...gap, gap_id: '1', conversation_id: 'a', cause: 'not fetched yet', is_expected: false },
      { ...gap, gap_id: '2', conversation_id: 'b', cause: 'fetch failed', is_expected: false },
      { ...gap, gap_id: '3', conversation_id: 'c', cause: 'left out', is_expected: true },
    ],
  });
  const { code, coverage } = await statusOf(archive.path);
  expect(code).toBe(3);
  expect(coverage).toMatchObject({ conversations: 3, conversations_complete: 0, messages: 51, messages_held: 0 });
  await rm(dirname(archive.path), { recursive: true });
});

test('what filters left out is named, as far as it is not too much', async () => {
  const FILES_LEFT = 25;
  const many = Array.from({ length: FILES_LEFT }, (_unused, index) => index + 1);
  const records = [...many.map((nr) => message('talk', nr)), ...many.map(file)];
  const { world: large } = liveWorld([
    ...people,
    conv('talk', { topic: 'Harbour plans' }),
    conv('quiet', { topic: 'Redundancies' }),
    message('quiet', 1),
    ...records,
  ]);
  await using folder = await temporaryFolder();
  await using server = await serve({ world: large });
  const archive = folder.at('archive');
  await syncHere(server.url, archive, { selection: { ...everything, exclude: ['redundancies'], files: false } });
  const { code, left_out, gaps, words } = await statusOf(archive);
  expect({ code, gaps }).toEqual({ code: 0, gaps: [] });
  expect(left_out).toHaveLength(2 + FILES_LEFT);
  expect(left_out.slice(0, 3)).toEqual([
    expect.objectContaining({ kind: 'conversation', cause: 'left out', conversation: 'Redundancies', target: null }),
    expect.objectContaining({ kind: 'messages', conversation: 'Redundancies', first: 1, last: 1 }),
    expect.objectContaining({ kind: 'file', conversation: 'Harbour plans', detail: 'file.txt' }),
  ]);
  const section = words.slice(words.indexOf('Left out by filters'), words.indexOf('Last sync'));
  expect(section).toContain('Redundancies');
  expect(section.match(/file\.txt/g)).toHaveLength(18);
  expect(section).toContain('… and 7 more: --json names them.');
});
