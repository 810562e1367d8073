// Whoever is named anywhere is looked up, once: by the run that meets them, and from the tables by a run that reads all lists.
import { expect, test } from 'vitest';
import { openArchive } from '../../src/journal/archive-folder.js';
import { openStore } from '../../src/store/open.js';
import { temporaryFolder } from '../support/folder.js';
import { type Asked, scriptedServer, sendJson } from '../support/scripted-server.js';
import { header, smallService } from '../support/small-service.js';
import { type Line, syncHere } from '../support/sync.js';

const idOf = (nr: number): string => `00000000-0000-4000-8000-0000000000${nr}`;
const ROLES = ['author', 'mentioned', 'mentioned in JSON', 'assigned', 'reacting', 'pinning', 'tasking', 'team member'];
const MORE_ROLES = ['team admin', 'invited into the team', 'hook maker', 'deleter', 'known to nobody'];
const all = new Map([...ROLES, ...MORE_ROLES].map((role, index) => [role, idOf(10 + index)]));
const the = (role: string): string => String(all.get(role));
const NOBODY = the('known to nobody');

const message = (message_nr: number, more: Line): Line => ({
  mk_rec_type: 'message',
  conversation_id: 'c',
  message_nr,
  account_id: the('author'),
  mk_message_type: 'text',
  message: '<msg><p>x</p></msg>',
  ...more,
});
const mention = (id: string): string => `<msg><p><mention account_id="${id}">@x</mention></p></msg>`;
const stream = [
  message(1, { message: `${mention(the('mentioned'))}${mention(NOBODY)}${mention('what people type')}` }),
  message(2, {
    mk_message_type: 'textV2',
    message: JSON.stringify({ message: mention(the('mentioned in JSON')) }),
    reactions: { like: [the('reacting'), 'and anything else'], odd: 7 },
  }),
  message(3, {
    tags: ['pin', 'is_todo'],
    mk_message_state: 'urn:fleep:message:mk_message_state:todo',
    assignee_ids: [the('assigned')],
    pinned_account_id: the('pinning'),
    tasked_account_id: the('tasking'),
  }),
  { mk_rec_type: 'file', conversation_id: 'c', message_nr: 3, attachment_id: 'f', deleter_id: the('deleter') },
];
const team = {
  mk_rec_type: 'team',
  team_id: 't',
  members: [the('team member')],
  admins: [the('team admin')],
  pending: [the('invited into the team')],
};
const hook = { conversation_id: 'c', hook_key: 'k', account_id: the('hook maker') };

/** A service that describes whoever is asked for but for one; it may refuse that until it is told not to. */
async function service() {
  const state = { isRefusing: false };
  const listed = () => [header('c', { teams: ['t'], last_message_nr: 3 })];
  const server = await scriptedServer(
    smallService(listed, ({ path, body }, response) => {
      if (path === '/api/contact/sync/list') {
        if (state.isRefusing) sendJson(response, {}, { status: 403 });
        else
          sendJson(response, {
            contacts: idsOf(body)
              .filter((id) => id !== NOBODY)
              .map(describe),
          });
      } else if (path === '/api/conversation/sync/c')
        sendJson(response, { header: { ...listed()[0], bw_message_nr: 1, fw_message_nr: 3 }, stream });
      else if (path === '/api/conversation/show_hooks/c') sendJson(response, { hooks: [hook] });
      else if (path === '/api/conversation/sync_teams/c') sendJson(response, { stream: [team] });
      else return false;
      return true;
    }),
  );
  const lookUps = () =>
    server.asked.filter(({ path }) => path === '/api/contact/sync/list').map(({ body }) => idsOf(body));
  return { server, state, lookUps, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

const idsOf = (body: Asked['body']): string[] => body.contacts as string[];
const describe = (account_id: string) => ({ mk_rec_type: 'contact', account_id, display_name: 'x' });

async function describedIn(archive: string): Promise<string[]> {
  await using database = await openStore(await openArchive(archive));
  const rows = await database.rows<{ id: string }>('SELECT account_id AS id FROM accounts ORDER BY ALL');
  return rows.map(({ id }) => id);
}

const everybody = [...all.values()];
const describable = everybody.filter((id) => id !== NOBODY);

test('a first sync looks up whoever is named; the next asks for nobody again, and one of all lists for those alone whom none described', async () => {
  await using folder = await temporaryFolder();
  await using here = await service();
  const archive = folder.at('archive');
  await syncHere(here.server.url, archive);
  expect(here.lookUps()).toEqual([everybody]);
  expect(await describedIn(archive)).toEqual(describable);
  await syncHere(here.server.url, archive);
  expect(here.lookUps()).toHaveLength(1);
  await syncHere(here.server.url, archive, { full: true });
  expect(here.lookUps()).toEqual([everybody, [NOBODY]]);
});

test('whom an earlier run met is looked up from the tables', async () => {
  await using folder = await temporaryFolder();
  await using here = await service();
  const archive = folder.at('archive');
  here.state.isRefusing = true;
  await syncHere(here.server.url, archive);
  expect(await describedIn(archive)).toEqual([]);
  here.state.isRefusing = false;
  await syncHere(here.server.url, archive);
  expect(here.lookUps().at(-1)).toEqual(everybody);
  expect(await describedIn(archive)).toEqual(describable);
});
