// Teams come through any conversation that names them: what one refuses another may give, and a gap stays until they are there.
import { expect, test } from 'vitest';
import { openArchive } from '../../src/journal/archive-folder.js';
import { openStore } from '../../src/store/open.js';
import { temporaryFolder } from '../support/folder.js';
import { scriptedServer, sendJson } from '../support/scripted-server.js';
import { header, smallService } from '../support/small-service.js';
import { syncHere } from '../support/sync.js';

const team = { mk_rec_type: 'team', team_id: 't', team_name: 'Crew' };

test('a team that one conversation refuses is asked of the next', async () => {
  await using folder = await temporaryFolder();
  await using server = await scriptedServer(
    smallService(
      () => [header('a', { teams: ['t'] }), header('b', { teams: ['t'] })],
      (asked, response) => {
        if (!asked.path.startsWith('/api/conversation/sync_teams/')) return false;
        if (asked.path.endsWith('/a')) sendJson(response, {}, { status: 431 });
        else sendJson(response, { stream: [team] });
        return true;
      },
    ),
  );
  expect((await syncHere(server.url, folder.at('archive'), { concurrency: 1 })).totals.teams).toBe(1);
});

test('a header that names no teams at all closes no gap of theirs', async () => {
  await using folder = await temporaryFolder();
  const archive = folder.at('archive');
  let listed = header('a', { teams: ['t'] });
  await using server = await scriptedServer(
    smallService(
      () => [listed],
      (asked, response) => {
        if (asked.path.startsWith('/api/conversation/sync_teams/')) sendJson(response, {}, { status: 400 });
        else if (asked.path === '/api/account/poll' && listed.teams === undefined)
          sendJson(response, { event_horizon: 8, stream: asked.body.event_horizon === 8 ? [] : [listed] });
        else return false;
        return true;
      },
    ),
  );
  await syncHere(server.url, archive);
  listed = header('a', { last_message_nr: 2 });
  await syncHere(server.url, archive);
  await using database = await openStore(await openArchive(archive));
  expect(await database.rows("SELECT gap_id FROM gaps WHERE is_open AND kind = 'call'")).toEqual([
    { gap_id: 'list:teams:a' },
  ]);
});

test('a conversation waits for the team that another one asks for, and asks where that is refused', async () => {
  await using folder = await temporaryFolder();
  const askers: string[] = [];
  await using server = await scriptedServer(
    smallService(
      () => [header('a', { teams: ['t'] }), header('b', { teams: ['t'] })],
      (asked, response) => {
        if (!asked.path.startsWith('/api/conversation/sync_teams/')) return false;
        askers.push(asked.path);
        if (askers.length > 1) sendJson(response, { stream: [team] });
        // Long enough for the other one to come to its teams.
        else setTimeout(() => sendJson(response, {}, { status: 431 }), 500);
        return true;
      },
    ),
  );
  expect((await syncHere(server.url, folder.at('archive'), { concurrency: 2 })).totals.teams).toBe(1);
  expect(new Set(askers).size).toBe(2);
});
