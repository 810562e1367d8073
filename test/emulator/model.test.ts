// Random writes by four accounts; then what each knows from polls alone, forward alone and backward alone is compared with a model.
// MODEL_RUNS says how many sequences (CI: 8), SEED where they begin.
import { describe, expect, it } from 'vitest';
import { chooseSeed, randomFrom } from '../support/random.js';
import { actOnce, type Stage } from './model/actions.js';
import type { ModelConversation, Version } from './model/model.js';
import { PollView, walkBackward, walkForward } from './model/views.js';
import { control, id, onScene, PEOPLE } from './scene.js';
import type { Client, Json } from './walk.js';

const RUNS = Number(process.env.MODEL_RUNS ?? 8);
const WRITES = 200;
const POLL_EVERY = 20;
const first = chooseSeed();

/** What the model says of a record. */
const asModel = (record: Json, version: Version) => ({
  type: record.mk_message_type,
  author: record.account_id,
  message: version.message === undefined ? undefined : record.message,
  state: record.mk_message_state,
  tags: [...new Set(Array.isArray(record.tags) ? record.tags : [])].sort(),
  flowNr: record.flow_message_nr ?? record.message_nr,
});

const asExpected = (version: Version) => ({ ...version, tags: [...new Set(version.tags)].sort() });

function compare(known: ReadonlyMap<number, Json>, expected: ReadonlyMap<number, Version>, what: string): void {
  const found = [...known]
    .sort(([a], [b]) => a - b)
    .map(([number, record]) => {
      const version = expected.get(number);
      return [number, version === undefined ? 'not to be seen' : asModel(record, version)];
    });
  const wanted = [...expected].map(([number, version]) => [number, asExpected(version)]);
  expect(found, what).toEqual(wanted);
}

async function checkWalks(client: Client, person: string, conversation: ModelConversation): Promise<void> {
  const expected = conversation.seenBy(person);
  const what = `${person} in ${conversation.id}`;
  const forward = await walkForward(client, conversation.id);
  compare(forward.known, expected, `${what}, forward`);
  const backward = await walkBackward(client, conversation.id);
  compare(backward.known, expected, `${what}, backward`);
  const isMember = conversation.members.has(person);
  expect(backward.header, what).toMatchObject({
    last_message_nr: conversation.lastFor(person),
    profile_id: id(person),
  });
  const state = await client.call(`conversation/sync/${conversation.id}`, { mk_direction: 'ic_header' });
  expect(state.header, what).toMatchObject({ can_post: isMember });
  if (isMember) expect(state.header, what).toMatchObject({ members: expect.toSatisfy(sameMembers(conversation)) });
}

const sameMembers = (conversation: ModelConversation) => (members: unknown) =>
  Array.isArray(members) && [...members].sort().join() === [...conversation.members].map(id).sort().join();

function checkPolls(view: PollView, person: string, conversation: ModelConversation): void {
  const heard = view.find(conversation.id);
  const what = `${person} in ${conversation.id}, from polls`;
  if (heard === undefined) {
    expect(conversation.stays.has(person), what).toBe(false);
    return;
  }
  const seen = conversation.seenBy(person);
  for (const [number, record] of heard.known) {
    const version = seen.get(number) ?? (conversation.isShared(number) ? conversation.latest(number) : undefined);
    expect(version && asModel(record, version), `${what}, number ${number}`).toEqual(version && asExpected(version));
    expect(version, `${what}, number ${number} is not to be seen`).toBeDefined();
  }
  const missed = [...seen].filter(([number, { flowNr }]) => flowNr > heard.since && !heard.known.has(number));
  expect(missed, `${what}: never heard of`).toEqual([]);
  expect(heard.header.last_message_nr, what).toBe(conversation.lastFor(person));
}

async function runOnce(seed: number): Promise<void> {
  await onScene(async (scene) => {
    const clients = new Map<string, Client>(PEOPLE.map((name) => [name, scene[name]]));
    const views = new Map(PEOPLE.map((name) => [name, new PollView(scene[name])]));
    const stage: Stage = { people: PEOPLE, clients, conversations: [], random: randomFrom(seed) };
    for (let write = 1; write <= WRITES; write += 1) {
      await actOnce(stage);
      if (write % POLL_EVERY !== 0) continue;
      await views.get(stage.random.pick(PEOPLE))?.catchUp();
      // People do not write as quickly as this; the service would refuse them (fleep-wire.md 1.5).
      await control(scene.url, 'clock', { advance_s: 60 });
    }
    for (const name of PEOPLE) {
      await views.get(name)?.catchUp();
      for (const conversation of stage.conversations) {
        const view = views.get(name);
        if (view) checkPolls(view, name, conversation);
        if (conversation.stays.has(name)) await checkWalks(scene[name], name, conversation);
      }
    }
  });
}

describe('random writes', () => {
  it.each(Array.from({ length: RUNS }, (_unused, run) => first + run))(
    'SEED=%i: all ways of knowing agree',
    async (seed) => {
      await runOnce(seed);
    },
  );
});
