// The command api against the practice server: what is printed, and what is refused before anything is sent.
import { describe, expect, it } from 'vitest';
import type { ApiOptions } from '../../src/commands/api.js';
import { methodNames, methodOf } from '../../src/fleep/methods/index.js';
import { plain, withWorld } from '../emulator/small-world.js';
import { runCli } from '../support/cli.js';
import { scriptedServer, sendJson } from '../support/scripted-server.js';
import { api } from './run-api.js';

/** The sentence with which a call is refused, and proof that nothing was sent. */
async function refused(method: string, more: Partial<ApiOptions> = {}): Promise<string> {
  await using server = await scriptedServer((_asked, response) => sendJson(response, {}));
  const failure: unknown = await api(server.url, method, more).catch((error: unknown) => error);
  expect(server.asked).toEqual([]);
  expect(failure).toMatchObject({ exitCode: 2 });
  return failure instanceof Error ? failure.message : '';
}

describe('a call', () => {
  it('goes by name, by path, and by path with id', async () => {
    await withWorld(async (url) => {
      const named = await api(url, 'synchronizeStateForConversation', { id: plain, param: ['mk_direction=ic_header'] });
      for (const [word, more] of [
        ['conversation/sync', { id: plain }],
        ['api/conversation/sync/', { id: plain }],
        [`/api/conversation/sync/${plain}`, {}],
      ] as const)
        expect((await api(url, word, { ...more, param: ['mkDirection=ic_header'] })).lines).toEqual(named.lines);
      expect(named.answers).toMatchObject([{ header: { conversation_id: plain } }]);
      expect(named.code).toBe(0);
    });
  });

  it('takes parameters of every type, as name=value and as JSON', async () => {
    await using server = await scriptedServer((asked, response) =>
      sendJson(
        response,
        asked.path === '/api/account/login' ? { account_id: 'a', ticket: 't' } : { asked: asked.body },
      ),
    );
    const asked = async (method: string, more: Partial<ApiOptions>) => {
      const {
        api_version: _version,
        ticket: _ticket,
        ...args
      } = Object((await api(server.url, method, more)).answers[0]?.asked);
      return args;
    };
    expect(
      await asked('account/poll', { param: ['event_horizon=-5', 'wait=false', 'poll_flags=skip_hidden,skip_rest'] }),
    ).toEqual({ event_horizon: -5, wait: false, poll_flags: ['skip_hidden', 'skip_rest'] });
    expect(await asked('contact/sync/list', { param: ['contactsIds=a', 'contacts=b,c'] })).toEqual({
      contacts: ['a', 'b', 'c'],
    });
    expect(await asked('contact/sync/list', { param: ['contacts=["a,b"]'] })).toEqual({ contacts: ['a,b'] });
    expect(
      await asked('contact/import', {
        allowWrite: true,
        param: ['contact_list={"addr_full":"a"}', 'contacts={"n":1}'],
      }),
    ).toEqual({ contact_list: [{ addr_full: 'a' }, { n: 1 }] });
    expect(
      await asked('search', { json: '{"keywords":"a b","need_suggestions":true,"conversation_id":null}' }),
    ).toEqual({
      keywords: 'a b',
      need_suggestions: true,
    });
    expect(await asked('search', { json: '{"keywords":"a"}', param: ['keywords=b=c'] })).toEqual({ keywords: 'b=c' });
  });

  it('goes by the type of an event, which is wrapped for event/store', async () => {
    await using server = await scriptedServer((_asked, response) =>
      sendJson(response, { account_id: 'a', ticket: 't' }),
    );
    await api(server.url, 'urn:fleep:client:conv:sync_initial', { param: ['conversation_id=c'] });
    expect(server.asked.at(-1)).toMatchObject({
      path: '/api/event/store',
      body: { stream: [{ mk_event_type: 'urn:fleep:client:conv:sync_initial', params: { conversation_id: 'c' } }] },
    });
  });

  it('prints the bytes that came, on one line', async () => {
    await using server = await scriptedServer((asked, response) => {
      if (asked.path === '/api/account/login') return sendJson(response, { account_id: 'a', ticket: 't' });
      response.end('{\n  "n": 12345678901234567890.10,\r\n  "t": "a\\nb"\n}\n');
    });
    expect((await api(server.url, 'synchronizeAccount')).lines).toEqual([
      '{   "n": 12345678901234567890.10,   "t": "a\\nb" }',
    ]);
  });

  it('cannot drive a terminal, which gets escapes that say the same', async () => {
    const answer = '{"t":"a\u009b2Jb\u202e\u007f"}';
    await using server = await scriptedServer((asked, response) => {
      if (asked.path === '/api/account/login') return sendJson(response, { account_id: 'a', ticket: 't' });
      response.end(answer);
    });
    expect((await api(server.url, 'synchronizeAccount')).lines).toEqual([answer]);
    const shown = await api(server.url, 'synchronizeAccount', {}, 80);
    expect(shown.lines).toEqual(['{"t":"a\\u009b2Jb\\u202e\\u007f"}']);
    expect(shown.answers).toEqual([JSON.parse(answer)]);
  });

  it('prints the login itself for loginAccount, whose password is never an argument', async () => {
    await withWorld(async (url) => {
      expect((await api(url, 'loginAccount')).answers).toMatchObject([{ display_name: 'Archivist' }]);
    });
    expect(await refused('loginAccount', { param: ['password=x'] })).toContain('FLEEP_PASSWORD');
  });

  it('signs nobody in for a public method', async () => {
    await using server = await scriptedServer((_asked, response) => sendJson(response, {}));
    await api(server.url, 'createAccount', { allowWrite: true, param: ['email=e', 'password=p'] });
    expect(server.asked.map(({ path, body }) => ({ path, body }))).toEqual([
      { path: '/api/account/register', body: { email: 'e', password: 'p' } },
    ]);
  });

  it('that the service refuses ends with 2 and its words', async () => {
    await withWorld(async (url) => {
      const call = api(url, 'conversation/sync', { id: 'nowhere' });
      await expect(call).rejects.toMatchObject({ exitCode: 2, message: expect.stringMatching(/430.*check its id/) });
    });
  });
});

describe('refused with exit 2 before anything is sent', () => {
  it('an unknown method, naming the nearest', async () => {
    expect(await refused('getAllConversatons')).toContain('"getAllConversation"');
    expect(await refused('conversation/lst')).toContain('"conversation/list"');
    expect(await refused('synchronizePinboardForConversations')).toContain('"synchronizePinboardForConversation"');
  });

  it('an unknown parameter, naming the nearest', async () => {
    expect(await refused('getAllConversation', { param: ['sync_horzion=1'] })).toContain('"sync_horizon"');
    expect(await refused('getAllConversation', { json: '{"synchroniseHorizon":1}' })).toContain('"synchronizeHorizon"');
    expect(await refused('synchronizeAccount', { param: ['x=1'] })).toContain('takes none');
  });

  it.each<[string, Partial<ApiOptions>, string]>([
    ['getAllConversation', { param: ['sync_horizon=soon'] }, 'integer'],
    ['getAllConversation', { param: ['sync_horizon=1.5'] }, 'integer'],
    ['getAllConversation', { param: ['sync_horizon=1', 'sync_horizon=2'] }, 'integer'],
    ['getAllConversation', { json: '{"sync_horizon":"1"}' }, 'integer'],
    ['getAllConversation', { json: '[1]' }, 'JSON object'],
    ['getAllConversation', { json: '' }, 'JSON object'],
    ['getAllConversation', { param: ['sync_horizon'] }, 'name=value'],
    ['account/poll', { param: ['wait=yes'] }, 'boolean'],
    ['account/poll', { param: ['poll_flags=skip_all'] }, 'skip_hidden'],
    ['conversation/sync', { id: 'c', param: ['mk_direction=up'] }, 'ic_full'],
    ['contact/sync/list', {}, 'contacts'],
    ['contact/sync/list', { json: '{"contacts":null}' }, 'contacts'],
    ['conversation/sync', {}, '--id'],
    ['conversation/list', { id: 'c' }, '--id'],
    ['conversation/list', { file: ['x'] }, '--file'],
    ['file/upload', { allowWrite: true }, '--file'],
    ['file/upload', { allowWrite: true, file: ['/nowhere/x'] }, '/nowhere/x'],
    ['account/sync', { paginate: true }, '--paginate'],
    ['conversation/sync', { id: 'c', paginate: true, param: ['mk_direction=ic_end'] }, 'mk_direction'],
  ])('%s %o', async (method, more, word) => {
    expect(await refused(method, more)).toContain(word);
  });

  it('every method that may change something, without --allow-write', async () => {
    const changing = methodNames.filter((name) => /write|side effects/.test(methodOf(name).safety));
    expect(changing.length).toBeGreaterThan(100);
    for (const name of changing) expect(await refused(name, { id: 'x' }), name).toContain('--allow-write');
  });

  it('no method at all', async () => {
    await expect(api('http://127.0.0.1:9', undefined)).rejects.toMatchObject({ exitCode: 2 });
  });
});

describe('--list', () => {
  it('has every method, with path, safety and inputs', async () => {
    const { lines } = await api('http://127.0.0.1:9', undefined, { list: true });
    for (const name of methodNames)
      expect(
        lines.some((line) => line.startsWith(`${name} `)),
        name,
      ).toBe(true);
    const line = lines.find((one) => one.startsWith('synchronizeTeam ')) ?? '';
    expect(line.split(/ {2,}/)).toEqual([
      'synchronizeTeam',
      'team/sync/TEAM',
      'read',
      'conversation_id?: conversation',
    ]);
  });

  it('is JSON with --json', async () => {
    const { lines } = await api('http://127.0.0.1:9', undefined, { list: true, json: '' });
    const rows: { name: string }[] = JSON.parse(lines.join('\n'));
    expect(rows.map(({ name }) => name)).toEqual(methodNames);
    expect(rows.find(({ name }) => name === 'getAllConversation')).toMatchObject({
      path: 'conversation/list',
      safety: 'read',
      can_paginate: true,
      inputs: [{ name: 'sync_horizon', seed: 'synchronizeHorizon', type: 'integer', is_required: false }],
    });
  });
});

describe('as a program', () => {
  it('prints answers on stdout, complaints on stderr, and ends with the documented codes', async () => {
    await withWorld(async (url) => {
      const args = ['api', 'conversation/sync', '--id', plain, '--param', 'mk_direction=ic_header', '--server', url];
      const good = await runCli(args);
      expect(good).toMatchObject({ code: 0, stderr: '' });
      expect(JSON.parse(good.stdout)).toMatchObject({ header: { conversation_id: plain } });
      const paged = await runCli(['api', 'getAllConversation', '--paginate', '--server', url]);
      expect(paged.stdout.trim().split('\n')).toHaveLength(2);
      const bad = await runCli(['api', 'sendMessage', '--id', plain, '--param', 'message=x', '--server', url]);
      expect(bad).toMatchObject({ code: 2, stdout: '' });
      expect(bad.stderr).toMatch(/^fleep-archive: sendMessage [^\n]*--allow-write[^\n]*\n$/);
      const nobody = await runCli(['api', 'account/sync', '--server', url], { FLEEP_EMAIL: '', FLEEP_PASSWORD: '' });
      expect(nobody.code).toBe(5);
    });
  });

  it('lists the methods without a login', async () => {
    const listed = await runCli(['api', '--list', '--json'], { FLEEP_EMAIL: '', FLEEP_PASSWORD: '' });
    expect(JSON.parse(listed.stdout)).toHaveLength(methodNames.length);
  });
});
