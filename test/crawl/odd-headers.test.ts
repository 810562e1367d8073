// Headers with values of unexpected types: they force no walk, and end no run.
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/folder.js';
import { scriptedServer } from '../support/scripted-server.js';
import { conversationOf, header, smallService } from '../support/small-service.js';
import { syncHere } from '../support/sync.js';

test.each([
  ['', ''],
  [false, false],
  ['7', 7],
  [7, '7'],
])('a seat with %j, and later %j, is walked once', async (first, second) => {
  await using folder = await temporaryFolder();
  let disclose_message_nr: unknown = first;
  await using server = await scriptedServer(smallService(() => [header('c', { disclose_message_nr })]));
  const archive = folder.at('archive');
  expect((await syncHere(server.url, archive)).exit_code).toBe(0);
  const walks = () => server.asked.filter((asked) => conversationOf(asked) !== undefined).length;
  const before = walks();
  disclose_message_nr = second;
  expect((await syncHere(server.url, archive)).exit_code).toBe(0);
  expect((await syncHere(server.url, archive, { full: true })).exit_code).toBe(0);
  expect(walks()).toBe(before);
});
