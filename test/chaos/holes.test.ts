// Bar 6: ways to lose completeness, planted one by one in what a service answers. What the archive lacks then is named by "status", hole
// by hole, and nothing else is.
import { expect, test } from 'vitest';
import { statusCommand } from '../../src/commands/status.js';
import { canonicalArchive } from '../conformance/archive.js';
import { truthOf, type WorldLine } from '../conformance/truth.js';
import { startFront } from '../support/faulty-front.js';
import { temporaryFolder } from '../support/folder.js';
import { liveWorld, serve, syncHere } from '../support/sync.js';
import { laterMessages, WAYS, worldLines } from './hole-ways.js';
import { hasty } from './trial.js';

interface NamedGap {
  readonly kind: string;
  readonly cause: string;
  readonly conversation: string | null;
  readonly first: number | null;
  readonly last: number | null;
}

async function statusOf(archive: string): Promise<{ code: number; gaps: readonly NamedGap[] }> {
  let text = '';
  const write = (part: string) => {
    text += part;
    return true;
  };
  const code = await statusCommand({ archive, json: true }, { write });
  return { code, gaps: JSON.parse(text).gaps };
}

/** Messages that the world has and the archive has not: conversation, whose topic is its id, and number. */
async function lostIn(archive: string, lines: readonly WorldLine[]): Promise<[string, number][]> {
  const { messages } = await canonicalArchive(archive);
  return [...(truthOf(lines).messages?.keys() ?? [])]
    .filter((key) => (messages?.get(key)?.mk_message_type ?? null) === null)
    .map((key) => key.split(' '))
    .map(([conversation = '', number]) => [conversation, Number(number)]);
}

const covers = ({ kind, conversation, first, last }: NamedGap, [id, number]: [string, number]): boolean =>
  conversation === id &&
  (kind === 'conversation' || (kind === 'messages' && number >= (first ?? 0) && number <= (last ?? 0)));

test.concurrent.each(WAYS)('$name', async ({ spoil, isLater, loses, cause }) => {
  const { world, add } = liveWorld(worldLines);
  await using folder = await temporaryFolder();
  await using server = await serve({ world, batch: 10 });
  await using front = await startFront(server.url);
  const archive = folder.at('archive');
  if (isLater === true) {
    await syncHere(front.url, archive);
    add(laterMessages);
  }
  front.spoil = spoil();
  await syncHere(front.url, archive, { connection: { clock: hasty }, signal: AbortSignal.timeout(60_000) });

  const lost = await lostIn(archive, isLater === true ? [...worldLines, ...laterMessages] : worldLines);
  const { code, gaps } = await statusOf(archive);
  expect(lost.length > 0).toBe(loses === 'messages');
  expect(lost.filter((message) => !gaps.some((gap) => covers(gap, message)))).toEqual([]);
  const ofMessages = gaps.filter(({ kind }) => kind === 'messages' || kind === 'conversation');
  expect(ofMessages.filter((gap) => !lost.some((message) => covers(gap, message)))).toEqual([]);
  const others = gaps.filter((gap) => !ofMessages.includes(gap)).map(({ kind }) => kind);
  expect(others).toEqual(loses === 'messages' ? [] : [loses]);
  if (cause !== undefined) expect(gaps.map((gap) => gap.cause)).toContain(cause);
  expect(code).toBe(3);
});

test('a service that loses nothing has no holes named', async () => {
  const { world } = liveWorld(worldLines);
  await using folder = await temporaryFolder();
  await using server = await serve({ world, batch: 10 });
  await syncHere(server.url, folder.at('archive'));
  expect(await statusOf(folder.at('archive'))).toEqual({ code: 0, gaps: [] });
  expect(await lostIn(folder.at('archive'), worldLines)).toEqual([]);
});
