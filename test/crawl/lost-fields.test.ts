// An answer that lacks what it was asked for, once or twice: sync asks again. A service that never has it has none.
import { expect, test } from 'vitest';
import { type Front, startFront } from '../support/faulty-front.js';
import { temporaryFolder } from '../support/folder.js';
import { liveWorld, serve, syncHere } from '../support/sync.js';
import { conv, message, people } from '../support/tiny-world.js';

const CONVERSATION = '10000000-0000-4000-8000-000000000001';
const STRANGER = '00000000-0000-4000-8000-000000000009';

const lines = [
  ...people,
  { mk_rec_type: 'contact', account_id: STRANGER, display_name: 'in no conversation' },
  conv(CONVERSATION),
  message(CONVERSATION, 1),
  { mk_rec_type: 'hook', conversation_id: CONVERSATION, hook_key: 'k', hook_name: 'builds', is_active: true },
];

/** Answers the first `times` requests for `struck` with `body`, and tells how often it was asked for. */
function striking(front: Front, struck: string, times: number, body: string) {
  const asked: string[] = [];
  front.spoil = ({ call, response }) => {
    if (!call.startsWith(struck)) return false;
    asked.push(call);
    if (asked.length > times) return false;
    response.writeHead(200, { 'content-type': 'application/json' }).end(body);
    return true;
  };
  return asked;
}

async function syncWith(struck: string, times: number, body: string) {
  await using folder = await temporaryFolder();
  await using server = await serve({ world: liveWorld(lines).world });
  await using front = await startFront(server.url);
  const asked = striking(front, struck, times, body);
  const { exit_code, totals } = await syncHere(front.url, folder.at('archive'));
  return { asked: asked.length, exit_code, totals };
}

const lists = ['conversation/show_hooks/', 'contact/sync/all', 'conversation/list'];
const bodies = ['{}', '{"hooks":"none","contacts":{},"conversations":7}'];

test.each(lists.flatMap((call) => bodies.map((body) => [call, body] as const)))(
  '%s is asked for again when it answers %s, and nothing is lost',
  async (call, body) => {
    const whole = await syncWith(call, 0, '');
    const struck = await syncWith(call, 2, body);
    expect(whole).toMatchObject({ exit_code: 0, totals: { hooks: 1, conversations: 1 } });
    expect(struck).toEqual({ ...whole, asked: whole.asked + 2 });
  },
);

test('null is a list of nothing, which is not asked for again', async () => {
  const { asked, exit_code, totals } = await syncWith('conversation/show_hooks/', 1, '{"hooks":null}');
  expect({ asked, exit_code, hooks: totals.hooks }).toEqual({ asked: 1, exit_code: 0, hooks: 0 });
});

test('a service that never answers with hooks has none', async () => {
  const { asked, exit_code, totals } = await syncWith('conversation/show_hooks/', 1000, '{}');
  expect({ asked, exit_code, hooks: totals.hooks }).toEqual({ asked: 3, exit_code: 0, hooks: 0 });
});
