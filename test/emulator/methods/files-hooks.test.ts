// Uploads, webhooks and search (fleep-wire.md section 2, rows 57 to 60, 69, 70, 75 to 78 and below the table; 3.10, 6, 9.20).
import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import type { FleepClient } from '../../../src/fleep/client.js';
import type { ConversationId } from '../../../src/fleep/ids.js';
import { begin, drawerOf, fails, heardBy, messageOf, send, upload } from '../acting.js';
import { control } from '../controlling.js';
import { earOf, fetchAs, onlyOf } from '../hearing.js';
import { accountId, id, ofType } from '../scene.js';
import { asRecord, type Json, recordsIn } from '../walk.js';
import { methodTest } from './method-test.js';

/** A hook of anna's. */
async function createHook(client: FleepClient, conversation: ConversationId): Promise<Json> {
  const args = { mk_hook_type: 'plain', hook_name: 'door' };
  const { body } = await client.call('createConversationWebhook', { id: conversation, args });
  return onlyOf(body.stream, 'hook');
}

const hooksOf = async (client: FleepClient, conversation: ConversationId): Promise<Json[]> =>
  recordsIn((await client.call('getConversationWebhook', { id: conversation })).body.hooks);

const search = async (client: FleepClient, keywords: string, more: Json = {}) =>
  (await client.call('getContentBySearchQuery', { args: { keywords, ...more } })).body;

methodTest('uploadFile', 'takes files, which others can fetch once they are sent', async (stage) => {
  const { anna, bert, url } = stage;
  const conversation = await begin(stage, 'bert');
  const files = ['one', 'two'].map((text) => ({ name: `${text}.txt`, bytes: Buffer.from(text) }));
  const [first = { name: '', bytes: Buffer.from('') }, ...rest] = files;
  const uploaded = recordsIn((await anna.call('uploadFile', { files: [first, ...rest] })).body.files);
  expect(uploaded).toMatchObject(
    files.map(({ name, bytes }) => ({
      name,
      size: bytes.length,
      file_sha256: createHash('sha256').update(bytes).digest('hex'),
    })),
  );
  const attachments = uploaded.map(({ upload_url }) => String(upload_url));
  await anna.call('sendMessage', { id: conversation, args: { message: 'two files', attachments } });
  const { body } = await bert.call('synchronizeFilesForConversation', { id: conversation });
  const contents = ofType(body, 'file').map(async (file) => (await fetchAs(bert, url, file.file_url)).text());
  expect((await Promise.all(contents)).sort()).toEqual(['one', 'two']);
});

methodTest('uploadExternalFile', 'fetches a file from an address, and tells how far it is', async (stage) => {
  const { anna, bert } = stage;
  const conversation_id = await begin(stage, 'bert');
  const ear = await earOf(anna);
  const args = { file_url: await upload(anna, 'far.txt'), file_name: 'near.txt', conversation_id };
  const { request_id } = (await anna.call('uploadExternalFile', { args })).body;
  expect(request_id).toMatch(/./);
  expect(await ear.until({ mk_rec_type: 'upload', request_id })).toMatchObject({ status: 'pending', conversation_id });
  const done = await ear.until({ mk_rec_type: 'upload', status: 'success' });
  expect(done).toMatchObject({ name: 'near.txt', size: 'content of far.txt'.length });
  const attachments = [String(done.upload_url)];
  await anna.call('sendMessage', { id: conversation_id, args: { message: '', attachments } });
  expect(await drawerOf(bert, conversation_id)).toEqual([[2, 'near.txt', false]]);
});

methodTest('renameFile', 'gives a sent file another name, in its record and its message', async (stage) => {
  const { anna, bert } = stage;
  const conversation = await begin(stage, 'bert');
  const attachments = [await upload(anna, 'old.txt')];
  const sent = await anna.call('sendMessage', { id: conversation, args: { message: 'm', attachments } });
  const args = { file_id: String(onlyOf(sent.body.stream, 'file').attachment_id), file_name: 'new.txt' };
  const heard = await heardBy(bert, () => anna.call('renameFile', { id: conversation, args }));
  expect(ofType(heard, 'file')).toMatchObject([{ attachment_id: args.file_id, file_name: 'new.txt' }]);
  expect((await messageOf(bert, conversation, 2)).message).toContain('>new.txt</file>');
  await expect(bert.call('renameFile', { id: conversation, args })).rejects.toEqual(fails(431));
});

methodTest('getConversationWebhook', 'lists hooks, with their keys for the owner alone', async (stage) => {
  const { anna, bert, dora } = stage;
  const conversation = await begin(stage, 'bert');
  const hook = await createHook(anna, conversation);
  expect(await hooksOf(anna, conversation)).toEqual([hook]);
  const { hook_key: _key, hook_url: _url, ...open } = hook;
  expect(await hooksOf(bert, conversation)).toEqual([open]);
  await expect(hooksOf(dora, conversation)).rejects.toEqual(fails(430));
});

methodTest('createConversationWebhook', 'opens a door for messages, and says so in the flow', async (stage) => {
  const { anna, bert } = stage;
  const conversation = await begin(stage, 'bert');
  const args = { mk_hook_type: 'plain', hook_name: 'door' };
  let hookUrl = '';
  const heard = await heardBy(bert, async () => {
    const { body } = await anna.call('createConversationWebhook', { id: conversation, args });
    hookUrl = String(asRecord(body.hook_info).hook_url);
  });
  expect(ofType(heard, 'message')).toMatchObject([{ message_nr: 2, mk_message_type: 'hook', account_id: id('anna') }]);
  expect(ofType(heard, 'hook')).toMatchObject([{ hook_name: 'door', account_id: id('anna'), is_active: true }]);
  const headers = { 'content-type': 'application/json' };
  await fetch(hookUrl, { method: 'POST', headers, body: JSON.stringify({ message: 'knock' }) });
  expect((await messageOf(bert, conversation, 3)).message).toBe('<msg><p>knock</p></msg>');
});

methodTest('configureConversationWebhook', 'renames a hook, which only its owner can', async (stage) => {
  const { anna, bert } = stage;
  const conversation = await begin(stage, 'bert');
  const hook = await createHook(anna, conversation);
  const request = { id: conversation, args: { hook_key: String(hook.hook_key), hook_name: 'gate' } };
  const heard = await heardBy(bert, () => anna.call('configureConversationWebhook', request));
  expect(ofType(heard, 'hook')).toMatchObject([{ hook_id: hook.hook_id, hook_name: 'gate' }]);
  expect(await hooksOf(anna, conversation)).toEqual([{ ...hook, hook_name: 'gate' }]);
  await expect(bert.call('configureConversationWebhook', request)).rejects.toEqual(fails(430));
});

methodTest('removeConversationWebhook', 'closes the door, and says so in the flow', async (stage) => {
  const { anna, bert } = stage;
  const conversation = await begin(stage, 'bert');
  const hook = await createHook(anna, conversation);
  const request = { id: conversation, args: { hook_key: String(hook.hook_key) } };
  const heard = await heardBy(bert, () => anna.call('removeConversationWebhook', request));
  expect(ofType(heard, 'message')).toMatchObject([{ message_nr: 3, mk_message_type: 'unhook' }]);
  expect(await hooksOf(anna, conversation)).toEqual([{ ...hook, is_active: false }]);
  const late = anna.call('webhookEvent', { id: String(hook.hook_key), args: { message: 'knock' } });
  await expect(late).rejects.toEqual(fails(410, 'hook_dropped'));
});

methodTest('webhookEvent', 'writes into the conversation in the name of the hook, without a session', async (stage) => {
  const { anna, bert, eve } = stage;
  const conversation = await begin(stage, 'bert');
  const { hook_key } = await createHook(anna, conversation);
  const request = { id: String(hook_key), args: { message: 'hook & message' } };
  const heard = await heardBy(bert, () => eve.call('webhookEvent', request));
  expect(ofType(heard, 'message')).toMatchObject([
    { message_nr: 3, hook_key, account_id: id('anna'), message: '<msg><p>hook &amp; message</p></msg>' },
  ]);
});

methodTest('getContentBySearchQuery', 'finds and marks words where one may look', async (stage) => {
  const { anna, bert, dora } = stage;
  const conversation = await begin(stage, 'bert');
  await send(anna, conversation, 'apple trees');
  await send(anna, await begin(stage), 'apple of anna alone');
  const answer = await search(bert, 'appl', { need_suggestions: true });
  expect(answer).toMatchObject({
    headers: [{ mk_rec_type: 'conv', conversation_id: conversation, topic: 'talk' }],
    matches: [{ message_nr: 2, message: '<msg><p><mark>apple</mark> trees</p></msg>' }],
    suggestions: ['apple'],
  });
  expect(recordsIn(answer.stream).map(({ account_id }) => account_id)).toEqual([accountId('anna'), accountId('bert')]);
  expect(recordsIn((await search(dora, 'apple')).matches)).toEqual([]);
});

/** How often a call was made. */
const countOf = async (url: string, call: string) => asRecord((await control(url, 'GET requests')).body.requests)[call];

const matchesOf = async (client: FleepClient) =>
  recordsIn((await search(client, 'kiwi')).matches).map(({ message_nr }) => message_nr);

methodTest('loadIndexDataToCache', 'prepares a search, which finds all that comes later too', async (stage) => {
  const { anna, bert, url } = stage;
  const conversation = await begin(stage, 'bert');
  await send(anna, conversation, 'kiwi');
  const heard = await heardBy(bert, () => bert.call('loadIndexDataToCache'));
  expect(await countOf(url, 'search/prepare')).toBe(1);
  expect(heard.stream).toEqual([]);
  await send(anna, conversation, 'another kiwi');
  expect(await matchesOf(bert)).toEqual([3, 2]);
});

methodTest('dropIndexDataToCache', 'forgets what was prepared, and no message', async (stage) => {
  const { anna, bert, url } = stage;
  const conversation = await begin(stage, 'bert');
  await send(anna, conversation, 'kiwi');
  await bert.call('loadIndexDataToCache');
  const heard = await heardBy(bert, () => bert.call('dropIndexDataToCache'));
  expect(await countOf(url, 'search/reset')).toBe(1);
  expect(heard.stream).toEqual([]);
  expect(await matchesOf(bert)).toEqual([2]);
});

methodTest('getSuggestWords', 'goes on from the last word, the most frequent first', async (stage) => {
  const { anna, bert, dora } = stage;
  const conversation = await begin(stage, 'bert');
  for (const text of ['market today', 'marvel', 'the market']) await send(anna, conversation, text);
  const suggest = async (client: FleepClient) =>
    (await client.call('getSuggestWords', { args: { keywords: 'the mar' } })).body;
  expect(await suggest(bert)).toEqual({ suggestions: ['market', 'marvel'] });
  expect(await suggest(dora)).toEqual({ suggestions: [] });
});
