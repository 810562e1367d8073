// Paging through conversations while they change: whatever happens meanwhile, nothing that stays is passed over (fleep-wire.md 3.2, 3.3).
import { describe, expect, it } from 'vitest';
import { email, id, ofType, onScene, pollFrom, type Scene } from './scene.js';
import { message } from './small-world.js';
import { type Client, type Json, recordsIn, signIn } from './walk.js';

const COUNT = 90;
const idOf = (index: number) => `11111111-0000-4000-8000-${String(index).padStart(12, '0')}`;
const all = Array.from({ length: COUNT }, (_unused, index) => idOf(index));
const label = id('work');

/** The first has the newest message. */
const world: Json[] = [
  { mk_rec_type: 'label', label_id: label, label: 'Work', mk_label_type: 'user_label', mk_label_subtype: 'user' },
  ...all.flatMap((conversation_id, index) => [
    {
      mk_rec_type: 'conv',
      conversation_id,
      topic: `number ${index}`,
      members: [id('anna'), id('bert')],
      label_ids: [label],
    },
    message(conversation_id, 1, { posted_time: 1_600_000_000 - index }),
  ]),
];

/** What happens while anna pages: something that she has not come to moves up, and something that she has been given goes away. */
async function stir({ bert }: Scene, anna: Client): Promise<void> {
  await bert.call(`message/send/${idOf(COUNT - 1)}`, { message: 'hello' });
  await bert.call(`message/send/${idOf(COUNT - 30)}`, { message: 'hello' });
  for (const index of [0, 1, 2]) await anna.call(`conversation/delete/${idOf(index)}`);
}

/** Pages from the first to the last one; something happens behind the first. */
async function pages(
  first: () => Promise<Json>,
  next: (page: Json) => Promise<Json | undefined>,
  meanwhile: () => unknown,
) {
  const given = [await first()];
  await meanwhile();
  for (let page = await next(given[0] ?? {}); page !== undefined; page = await next(page)) given.push(page);
  return given;
}

const idsIn = (records: readonly Json[]) => new Set(records.map(({ conversation_id }) => conversation_id));

describe('the initial sync', () => {
  const nextOf = (client: () => Client) => async (page: Json) =>
    Number(page.event_horizon) < 0 ? pollFrom(client(), page.event_horizon) : undefined;

  it('brings every conversation whole, and what happened meanwhile in the events behind it', async () => {
    await onScene(async (scene) => {
      const { anna } = scene;
      const given = await pages(
        () => pollFrom(anna, 0),
        nextOf(() => anna),
        () => stir(scene, anna),
      );
      const whole = given.flatMap((page) => ofType(page, 'conv')).filter(({ is_init }) => is_init === true);
      expect(idsIn(whole)).toEqual(new Set(all));
      expect(given.map(({ sync_progress }) => sync_progress)).toEqual([0.25, 0.5, 0.75, 1]);
      const events = await pollFrom(anna, given.at(-1)?.event_horizon);
      const sent = ofType(events, 'message').map(({ conversation_id, message_nr }) => [conversation_id, message_nr]);
      expect(sent).toEqual([
        [idOf(COUNT - 1), 2],
        [idOf(COUNT - 30), 2],
      ]);
    }, world);
  });

  it('gives a page again that was lost, the last one too, and goes on in another session', async () => {
    await onScene(async (scene) => {
      const { url } = scene;
      let { anna } = scene;
      const given = await pages(
        () => pollFrom(anna, 0),
        nextOf(() => anna),
        async () => {
          await stir(scene, anna);
          await anna.call('account/logout');
          anna = await signIn(url, { email: email('anna'), password: 'pw' });
        },
      );
      expect(idsIn(given.flatMap((page) => ofType(page, 'conv')))).toEqual(new Set(all));
      const [, , third, last] = given;
      const again = await pollFrom(anna, third?.event_horizon);
      expect(idsIn(ofType(again, 'conv'))).toEqual(idsIn(ofType(last ?? {}, 'conv')));
    }, world);
  });

  it('begins anew where nobody has begun it', async () => {
    await onScene(async ({ anna }) => {
      expect(await pollFrom(anna, -2)).toMatchObject({ event_horizon: 0, stream: [] });
      expect(await pollFrom(anna, 0)).toMatchObject({ event_horizon: -3 });
    }, world);
  });
});

describe('a list of conversations', () => {
  const listed = (page: Json) => recordsIn(page.conversations);
  const list = (client: Client, method: string, body: Json) => ({
    first: () => client.call(method, body),
    next: async (page: Json) =>
      listed(page).length === 0 ? undefined : client.call(method, { ...body, sync_horizon: page.sync_horizon }),
  });

  it.each([
    ['conversation/list', {}],
    ['conversation/label', { label: 'Work' }],
  ])('%s names all that stay', async (method, body) => {
    await onScene(async (scene) => {
      const { first, next } = list(scene.anna, method, body);
      const given = await pages(first, next, () => stir(scene, scene.anna));
      expect(idsIn(given.flatMap(listed))).toEqual(new Set(all));
    }, world);
  });

  it.each([
    ['label/sync_conversations', { label_id: label }, (page: Json) => ofType(page, 'label')[0]?.sync_cursor],
    ['account/sync_conversations', {}, (page: Json) => page.sync_cursor],
  ])('%s brings all that stay', async (method, body, cursorOf) => {
    await onScene(async (scene) => {
      const next = async (page: Json) =>
        cursorOf(page) === '{}' ? undefined : scene.anna.call(method, { ...body, sync_cursor: cursorOf(page) });
      const given = await pages(
        () => scene.anna.call(method, body),
        next,
        () => stir(scene, scene.anna),
      );
      const records = given.flatMap((page) => ofType(page, 'conv'));
      expect(idsIn(records)).toEqual(new Set(all));
      expect(records).toHaveLength(COUNT);
    }, world);
  });

  it('has no empty page before its end, and goes on in another session', async () => {
    await onScene(async (scene) => {
      const { anna, url } = scene;
      const page = await anna.call('conversation/list');
      // The whole second page goes away.
      for (let index = 19; index < 40; index += 1) await anna.call(`conversation/delete/${idOf(index)}`);
      const other = await signIn(url, { email: email('anna'), password: 'pw' });
      const { first: _first, next } = list(other, 'conversation/list', {});
      const rest = await pages(
        async () => page,
        next,
        () => undefined,
      );
      expect(idsIn(rest.flatMap(listed)).size).toBe(COUNT - 20);
    }, world);
  });

  it('begins at the top for who has begun none, and is at its end behind the last entry', async () => {
    await onScene(async ({ anna }) => {
      const page = await anna.call('conversation/list', { sync_horizon: 40 });
      expect(listed(page).map(({ conversation_id }) => conversation_id)).toEqual(all.slice(0, 20));
      expect(await anna.call('conversation/list', { sync_horizon: COUNT })).toEqual({
        conversations: [],
        sync_horizon: COUNT,
      });
    }, world);
  });
});
