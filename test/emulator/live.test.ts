// What accounts do to each other's conversations on the practice server: numbers, histories, polls.
import { describe, expect, it } from 'vitest';
import { headerOf, horizonOf, id, numbersOf, onScene, pollFrom } from './scene.js';
import { type Client, recordsIn } from './walk.js';

describe('a conversation that changes', () => {
  it('is heard of by everybody in it, and by nobody else', async () => {
    await onScene(async ({ anna, bert, carl }) => {
      const from = { bert: await horizonOf(bert), carl: await horizonOf(carl) };
      const made = await anna.call('conversation/create', {
        topic: 'plans',
        emails: 'bert@example.org',
        message: 'hello',
      });
      expect(headerOf(made)).toMatchObject({
        is_init: true,
        topic: 'plans',
        members: [id('anna'), id('bert')],
        last_message_nr: 2,
      });
      const heard = await pollFrom(bert, from.bert);
      expect(recordsIn(heard.stream)).toContainEqual(
        expect.objectContaining({
          mk_rec_type: 'message',
          message_nr: 2,
          message: '<msg><p>hello</p></msg>',
          profile_id: id('bert'),
        }),
      );
      expect(recordsIn(heard.stream)).toContainEqual(
        expect.objectContaining({ mk_rec_type: 'conv', unread_count: 1, read_message_nr: 0, is_init: true }),
      );
      expect(recordsIn((await pollFrom(carl, from.carl)).stream)).toEqual([]);
    });
  });

  it('wakes a poll that waits', async () => {
    await onScene(async ({ anna, bert }) => {
      const made = await anna.call('conversation/create', { topic: 't', emails: 'bert@example.org' });
      const conversation = headerOf(made).conversation_id;
      const waiting = bert.call('account/poll', { event_horizon: await horizonOf(bert), wait: true });
      const sent = await anna.call(`message/send/${conversation}`, { message: 'now' });
      expect(sent.result_message_nr).toBe(2);
      expect(numbersOf(await waiting)).toEqual([2]);
    });
  });

  it('gives a newcomer nothing of before, and a leaver nothing of after', async () => {
    await onScene(async ({ anna, bert, carl }) => {
      const conversation = headerOf(
        await anna.call('conversation/create', { topic: 't', emails: 'bert@example.org' }),
      ).conversation_id;
      await anna.call(`message/send/${conversation}`, { message: 'two' });
      const added = await anna.call(`conversation/add_members/${conversation}`, { emails: 'Carl <carl@example.org>' });
      expect(numbersOf(added)).toEqual([3]);
      await anna.call(`message/send/${conversation}`, { message: 'four' });
      await bert.call(`conversation/leave/${conversation}`);
      await anna.call(`message/send/${conversation}`, { message: 'six' });
      const seen = async (client: Client) =>
        numbersOf(await client.call(`conversation/sync/${conversation}`, { from_message_nr: 0 }));
      expect(await seen(anna)).toEqual([1, 2, 3, 4, 5, 6]);
      expect(await seen(bert)).toEqual([1, 2, 3, 4, 5]);
      expect(await seen(carl)).toEqual([3, 4, 5, 6]);
      await expect(bert.call(`message/send/${conversation}`, { message: 'late' })).rejects.toThrow('431');
      await anna.call(`conversation/add_members/${conversation}`, { emails: 'bert@example.org' });
      expect(await seen(bert)).toEqual([1, 2, 3, 4, 5, 7]);
      const state = headerOf(await bert.call(`conversation/sync/${conversation}`, { mk_direction: 'ic_full' }));
      expect(state).toMatchObject({ join_message_nr: 1, begin_message_nr: 7, last_message_nr: 7, can_post: true });
    });
  });

  it('names those who come right after the beginning in its first message', async () => {
    await onScene(async ({ anna, bert }) => {
      const conversation = headerOf(await anna.call('conversation/create', { topic: 't' })).conversation_id;
      const added = await anna.call(`conversation/add_members/${conversation}`, { emails: 'bert@example.org' });
      expect(recordsIn(added.stream)).toContainEqual(expect.objectContaining({ message_nr: 1, flow_message_nr: 2 }));
      expect(headerOf(added)).toMatchObject({
        last_message_nr: 2,
        show_message_nr: 1,
        members: [id('anna'), id('bert')],
      });
      expect(numbersOf(await bert.call(`conversation/sync/${conversation}`, { from_message_nr: 0 }))).toEqual([1]);
    });
  });
});
