// Searching (fleep-wire.md section 2, rows 57 to 60; 3.10, 9.17).
import { describe, expect, it } from 'vitest';
import type { FleepClient } from '../../src/fleep/client.js';
import type { ConversationId } from '../../src/fleep/ids.js';
import { begin, fails, heardBy, send, upload } from './acting.js';
import { accountId, conversationIdIn, email, id, onTypedScene } from './scene.js';
import { type Json, recordsIn } from './walk.js';

async function search(client: FleepClient, keywords: string, more: Json = {}): Promise<Json> {
  return (await client.call('getContentBySearchQuery', { args: { keywords, ...more } })).body;
}

const found = (answer: Json): unknown[] => recordsIn(answer.matches).map((match) => match.message_nr);
const headed = (answer: Json): unknown[] => recordsIn(answer.headers).map((header) => header.conversation_id);

describe('search', () => {
  it('finds words by their beginnings, marks them, and brings header and contacts', async () => {
    await onTypedScene(async (scene) => {
      const { anna } = scene;
      const conversation = await begin(scene, 'bert');
      await send(anna, conversation, 'Hello my *dear* friend & others, see <b>hello</b>');
      await send(anna, conversation, 'nothing of that');
      const answer = await search(anna, 'hell FRIE');
      expect(answer).toEqual({
        headers: [
          { mk_rec_type: 'conv', conversation_id: conversation, topic: 'talk', members: [id('anna'), id('bert')] },
        ],
        matches: [
          expect.objectContaining({
            mk_rec_type: 'message',
            message_nr: 2,
            profile_id: id('anna'),
            search_weight: 2,
            message:
              '<msg><p><mark>Hello</mark> my <b flp="*" fls="*">dear</b> <mark>friend</mark> &amp; others, see ' +
              '&lt;b&gt;<mark>hello</mark>&lt;/b&gt;</p></msg>',
          }),
        ],
        stream: [
          expect.objectContaining({ mk_rec_type: 'contact', account_id: id('anna') }),
          expect.objectContaining({ mk_rec_type: 'contact', account_id: id('bert') }),
        ],
        suggestions: null,
      });
      expect(found(await search(anna, 'hello stranger'))).toEqual([]);
      expect(found(await search(anna, 'amp'))).toEqual([]);
      const repeated = await search(anna, 'hell FRIE '.repeat(20_000));
      expect(recordsIn(repeated.matches).map(({ search_weight }) => search_weight)).toEqual([2]);
      expect(found(await search(anna, ''))).toEqual([]);
    });
  });

  it('puts whole words before beginnings, and newer before older', async () => {
    await onTypedScene(async (scene) => {
      const conversation = await begin(scene);
      for (const text of ['planning', 'plan one', 'plans', 'plan two']) await send(scene.anna, conversation, text);
      const weights = recordsIn((await search(scene.anna, 'plan')).matches).map((match) => match.search_weight);
      expect(weights).toEqual([2, 2, 1, 1]);
    });
  });

  it('looks where it is told to: topics and people, chat, pins, tasks, files, subjects', async () => {
    await onTypedScene(async (scene) => {
      const { anna, bert } = scene;
      const args = {
        topic: 'apple trees',
        account_ids: [accountId('bert')],
        message: 'apple',
        subject: 'about apples',
      };
      const conversation = conversationIdIn(await anna.call('createConversation', { args }));
      const store = (more: Json) =>
        anna.call('storeMessage', { id: conversation, args: { message: 'apple', ...more } });
      await store({ tags: ['pin'] });
      await store({ tags: ['is_done'] });
      await store({ message: 'see', attachments: [await upload(anna, 'apple pie.txt')] });
      const of = async (...search_types: string[]) => found(await search(bert, 'apple', { search_types })).sort();
      expect(await of('chat')).toEqual([2]);
      expect(await of('pin')).toEqual([3]);
      expect(await of('task')).toEqual([4]);
      expect(await of('file')).toEqual([5]);
      expect(await of('subject')).toEqual([2]);
      expect(await of('topic')).toEqual([]);
      expect(await of('chat', 'pin')).toEqual([2, 3]);
      expect(found(await search(bert, 'apple')).sort()).toEqual([2, 3, 4, 5]);
      const [file] = recordsIn((await search(bert, 'pie', { search_types: ['file'] })).matches);
      expect(file).toMatchObject({
        marked_text: 'apple <mark>pie</mark>.txt',
        message: expect.not.stringContaining('mark'),
      });
      const [subject] = recordsIn((await search(bert, 'apples', { search_types: ['subject'] })).matches);
      expect(subject).toMatchObject({ marked_text: 'about <mark>apples</mark>' });
      for (const keywords of ['tree app', 'anna', email('anna')]) {
        const answer = await search(bert, keywords, { search_types: ['topic'] });
        expect([headed(answer), answer.matches]).toEqual([[conversation], []]);
      }
      expect(headed(await search(bert, 'bert', { search_types: ['topic'] }))).toEqual([]);
      await expect(search(bert, 'x', { search_types: ['other'] })).rejects.toEqual(fails(400));
    });
  });

  it('follows edits and deletions, and keeps to one conversation or away from some', async () => {
    await onTypedScene(async (scene) => {
      const { anna, carl } = scene;
      const conversation = await begin(scene, 'bert');
      const other = await begin(scene, 'bert');
      await send(anna, conversation, 'pear');
      await send(anna, other, 'pear');
      const where = async (more: Json = {}) => recordsIn((await search(anna, 'pear', more)).matches).length;
      expect(await where()).toBe(2);
      expect(await where({ conversation_id: other })).toBe(1);
      expect(await where({ ignore_conversation_ids: [other, conversation] })).toBe(0);
      await anna.call('editConversationMessage', { id: other, args: { message_nr: 2, message: 'plum' } });
      expect(headed(await search(anna, 'plum'))).toEqual([other]);
      await anna.call('deleteMessageFromConversation', { id: conversation, args: { message_nr: 2 } });
      expect(await where()).toBe(0);
      await expect(search(carl, 'plum', { conversation_id: other })).rejects.toEqual(fails(430));
    });
  });

  it('finds only what the account can see', async () => {
    await onTypedScene(async (scene) => {
      const { anna, bert, carl, dora } = scene;
      const conversation = await begin(scene, 'bert');
      await send(anna, conversation, 'fig one');
      await anna.call('storeMessage', { id: conversation, args: { message: 'fig two', tags: ['pin'] } });
      await bert.call('leaveConversation', { id: conversation });
      await anna.call('addMembersToConversation', { id: conversation, args: { emails: email('carl') } });
      await anna.call('editConversationMessage', { id: conversation, args: { message_nr: 2, message: 'date one' } });
      await send(anna, conversation, 'fig six');
      const numbers = async (client: FleepClient, keywords: string) => found(await search(client, keywords)).sort();
      expect(await numbers(anna, 'fig')).toEqual([3, 7]);
      expect(await numbers(bert, 'fig')).toEqual([2, 3]);
      expect(await numbers(bert, 'date')).toEqual([]);
      expect(await numbers(carl, 'fig')).toEqual([3, 7]);
      expect(await numbers(carl, 'date')).toEqual([]);
      expect(await numbers(dora, 'fig')).toEqual([]);
      expect(headed(await search(dora, 'talk'))).toEqual([]);
      await carl.call('deleteConversation', { id: conversation });
      expect(await numbers(carl, 'fig')).toEqual([]);
    });
  });

  it('suggests words that go on from the last one', async () => {
    await onTypedScene(async (scene) => {
      const { anna, dora } = scene;
      const conversation = await begin(scene, 'bert');
      for (const text of ['market today', 'marvel', 'market mart']) await send(anna, conversation, text);
      expect((await search(anna, 'the mar', { need_suggestions: true })).suggestions).toEqual([
        'market',
        'mart',
        'marvel',
      ]);
      const suggest = async (client: FleepClient, args: Json = {}) =>
        (await client.call('getSuggestWords', { args: { keywords: 'ma', ...args } })).body;
      expect(await suggest(anna, { conversation_id: conversation })).toEqual({
        suggestions: ['market', 'mart', 'marvel'],
      });
      expect(await suggest(dora)).toEqual({ suggestions: [] });
      await expect(suggest(dora, { conversation_id: conversation })).rejects.toEqual(fails(430));
    });
  });

  it('gives the same whether the index was made ready, dropped or neither, and tells nobody', async () => {
    await onTypedScene(async (scene) => {
      const { anna, bert } = scene;
      const conversation: ConversationId = await begin(scene, 'bert');
      await send(anna, conversation, 'kiwi');
      const heard = await heardBy(bert, async () => {
        expect((await anna.call('loadIndexDataToCache')).body).toEqual({});
        expect(found(await search(anna, 'kiwi'))).toEqual([2]);
        await send(anna, conversation, 'another kiwi');
        expect((await anna.call('dropIndexDataToCache')).body).toEqual({});
        expect(found(await search(anna, 'kiwi'))).toHaveLength(2);
      });
      expect(recordsIn(heard.stream).filter((record) => record.mk_rec_type === 'message')).toHaveLength(1);
    });
  });
});
