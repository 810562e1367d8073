// Hooks that are made or dropped after the first sync: a message of the flow says so, and only show_hooks names them.
import { expect, test } from 'vitest';
import { openArchive } from '../../src/journal/archive-folder.js';
import { openStore } from '../../src/store/open.js';
import { temporaryFolder } from '../support/folder.js';
import { type Asked, scriptedServer, sendJson } from '../support/scripted-server.js';
import { header, smallService } from '../support/small-service.js';
import { type Line, syncHere } from '../support/sync.js';

const hook = (is_active: boolean): Line => ({
  conversation_id: 'c',
  hook_key: 'k',
  hook_name: 'builds',
  mk_hook_type: 'plain',
  is_active,
});

const message = (message_nr: number, mk_message_type: string): Line => ({
  mk_rec_type: 'message',
  conversation_id: 'c',
  message_nr,
  prev_message_nr: message_nr - 1,
  account_id: 'author',
  mk_message_type,
  message: mk_message_type === 'text' ? '<msg><p>x</p></msg>' : '{"hook_name":"builds","hook_key":"k"}',
});

async function service() {
  const stream = [message(1, 'text')];
  let hooks: readonly Line[] = [];
  const last = () => header('c', { last_message_nr: stream.length });
  const server = await scriptedServer(
    smallService(
      () => [last()],
      ({ path, body }, response) => {
        if (path === '/api/account/poll') sendJson(response, eventsSince(stream.length, body));
        else if (path === '/api/conversation/show_hooks/c') sendJson(response, { hooks });
        else if (path === '/api/conversation/sync/c')
          sendJson(response, {
            header: { ...last(), bw_message_nr: 1, fw_message_nr: stream.length },
            stream: stream.slice(Number(body.from_message_nr ?? 0)),
          });
        else return false;
        return true;
      },
    ),
  );
  const eventsSince = (horizon: number, { event_horizon }: Asked['body']) => ({
    event_horizon: horizon,
    stream: event_horizon === horizon || event_horizon === 0 ? [] : [last()],
  });
  return {
    url: server.url,
    say(mk_message_type: string, now: readonly Line[] = hooks) {
      stream.push(message(stream.length + 1, mk_message_type));
      hooks = now;
    },
    showings: () => server.asked.filter(({ path }) => path.includes('/show_hooks/')).length,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

async function hooksIn(archive: string) {
  await using database = await openStore(await openArchive(archive));
  return await database.rows('SELECT hook_name, is_active FROM hooks');
}

test('hooks are asked for again when a message says that one was made or dropped, and only then', async () => {
  await using folder = await temporaryFolder();
  await using here = await service();
  const archive = folder.at('archive');
  await syncHere(here.url, archive);
  expect(await hooksIn(archive)).toEqual([]);
  here.say('hook', [hook(true)]);
  await syncHere(here.url, archive);
  expect(await hooksIn(archive)).toEqual([{ hook_name: 'builds', is_active: true }]);
  here.say('text');
  await syncHere(here.url, archive);
  expect(here.showings()).toBe(2);
  here.say('unhook', [hook(false)]);
  await syncHere(here.url, archive);
  expect(await hooksIn(archive)).toEqual([{ hook_name: 'builds', is_active: false }]);
  expect(here.showings()).toBe(3);
});
