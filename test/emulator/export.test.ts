// The service's own export of a history: how it is started, how it tells of itself, and what is in the file (fleep-wire.md 7).
import { describe, expect, it } from 'vitest';
import type { FleepClient } from '../../src/fleep/client.js';
import type { ConversationId } from '../../src/fleep/ids.js';
import { earOf, fetchAs } from './hearing.js';
import { accountId, conversationIdIn, email, onTypedScene } from './scene.js';
import { asRecord, type Json, recordsIn } from './walk.js';

async function begin(client: FleepClient, topic: string, ...others: readonly ('bert' | 'carl')[]) {
  const args = { topic, emails: others.map(email).join(',') };
  return conversationIdIn(await client.call('createConversation', { args }));
}

const say = (client: FleepClient, id: ConversationId, message: string, attachments: string[] = []) =>
  client.call('sendMessage', { id, args: { message, attachments } });

/** What the only string of export_files says. */
function fileOf(record: Json): Json {
  const files = record.export_files;
  if (!Array.isArray(files) || files.length !== 1) throw new Error(`no single file: ${JSON.stringify(record)}`);
  return asRecord(JSON.parse(String(files[0])));
}

const download = async (client: FleepClient, url: string, file: Json): Promise<Json> =>
  asRecord(await (await fetchAs(client, url, file.file_url)).json());

const messagesIn = (conversation: Json | undefined): Json[] => recordsIn(conversation?.messages);

describe('account/export/start', () => {
  it('exports everything that an account sees, and nothing else', async () => {
    await onTypedScene(async ({ anna, bert, carl }, url) => {
      const shared = await begin(anna, 'shared', 'bert');
      const foreign = await begin(carl, 'foreign');
      await say(carl, foreign, 'not for bert');
      const { body: uploaded } = await anna.call('uploadFile', { files: [{ name: 'a.txt', bytes: Buffer.from('a') }] });
      await say(anna, shared, 'with a file', [String(recordsIn(uploaded.files)[0]?.upload_url)]);
      await say(bert, shared, 'last that bert sees');
      await bert.call('leaveConversation', { id: shared });
      await say(anna, shared, 'unseen');
      const ear = await earOf(bert);
      const { body } = await bert.call('exportConversationHistory', { args: { export_action: 'history_all' } });
      expect(body).toMatchObject({ mk_rec_type: 'contact', account_id: accountId('bert'), export_progress: '0' });
      const done = await ear.until({ mk_rec_type: 'contact', export_progress: '1' });
      const file = fileOf(done);
      const history = await download(bert, url, file);
      expect(file).toMatchObject({ file_name: 'history_all.json', file_type: 'application/json' });
      expect((await fetchAs(bert, url, file.file_url)).headers.get('content-length')).toBe(String(file.file_size));
      expect(recordsIn(history.contacts).map((contact) => contact.display_name)).toContain('anna');
      const conversations = recordsIn(history.conversations);
      expect(conversations.map(({ conversation_id, topic }) => [conversation_id, topic])).toEqual([[shared, 'shared']]);
      const messages = messagesIn(conversations[0]);
      expect(messages.map(({ mk_message_type }) => mk_message_type)).toEqual(['create', 'textV2', 'textV2', 'leave']);
      const payload = asRecord(JSON.parse(String(messages[1]?.message)));
      expect(payload.message).toMatch(/^<msg><p>with a file<\/p><file key="[\w-]{22}">a\.txt<\/file><\/msg>$/);
      expect(recordsIn(payload.attachments)).toMatchObject([
        { mk_rec_type: 'file', file_name: 'a.txt', message_nr: '2', file_url: expect.stringMatching(/^\/file\//) },
      ]);
      expect(JSON.stringify(history)).not.toMatch(/unseen|not for bert/);
      expect((await fetchAs(carl, url, file.file_url)).status).toBe(404);
      const later = await bert.call('synchronizeContact', { args: { contact_id: accountId('bert') } });
      expect(fileOf(later.body)).toEqual(file);
      const seen = await anna.call('synchronizeContact', { args: { contact_id: accountId('bert') } });
      expect(Object.keys(seen.body)).not.toContain('export_files');
    });
  });

  it('exports one conversation, and tells of it in its header to the one who asked', async () => {
    await onTypedScene(async ({ anna, bert, carl }, url) => {
      const one = await begin(anna, 'one', 'bert');
      await begin(anna, 'two');
      await say(anna, one, 'hello');
      const [ear, other] = [await earOf(anna), await earOf(bert)];
      const { body } = await anna.call('exportConversationHistory', { args: { conversation_id: one } });
      expect(body).toMatchObject({ mk_rec_type: 'conv', conversation_id: one, export_progress: '0', export_files: [] });
      const done = await ear.until({ mk_rec_type: 'conv', conversation_id: one, export_progress: '1' });
      const history = await download(anna, url, fileOf(done));
      expect(recordsIn(history.conversations).map(({ topic }) => topic)).toEqual(['one']);
      expect(messagesIn(recordsIn(history.conversations)[0])).toHaveLength(2);
      expect(await other.heard()).toEqual([]);
      const state = await bert.call('synchronizeStateForConversation', {
        id: one,
        args: { mk_direction: 'ic_header' },
      });
      expect(asRecord(state.body.header)).toMatchObject({ export_progress: '1', export_files: [] });
      await expect(carl.call('exportConversationHistory', { args: { conversation_id: one } })).rejects.toMatchObject({
        status: 430,
      });
    });
  });

  it('writes a mail when the files are there', async () => {
    await onTypedScene(async ({ anna }, url) => {
      const ear = await earOf(anna);
      await anna.call('exportConversationHistory', { args: {} });
      const done = await ear.until({ mk_rec_type: 'contact', export_progress: '1' });
      const mails = await (await fetch(`${url}/_emulator/outbox`)).text();
      expect(mails).toContain(email('anna'));
      expect(mails).toContain(String(fileOf(done).file_url));
    });
  });

  it('goes through histories of any length, tells how far it is, and runs once at a time', async () => {
    const conversations = Array.from({ length: 8 }, (_unused, index) => `10000000-0000-4000-8000-00000000000${index}`);
    const world = conversations.flatMap((conversation_id) => [
      { mk_rec_type: 'conv', conversation_id, members: [accountId('dora')] },
      ...Array.from({ length: 700 }, (_unused, at) => ({
        mk_rec_type: 'message',
        conversation_id,
        message_nr: at + 1,
        mk_message_type: 'text',
        message: `<msg><p>${at}</p></msg>`,
        posted_time: 1_500_000_000 + at,
      })),
    ]);
    await onTypedScene(async ({ dora }, url) => {
      const ear = await earOf(dora);
      await dora.call('exportConversationHistory', { args: {} });
      await expect(dora.call('exportConversationHistory', { args: {} })).rejects.toMatchObject({ status: 431 });
      const steps = ['0', '0.25', '0.5', '0.75'];
      for (const export_progress of steps) await ear.until({ mk_rec_type: 'contact', export_progress });
      const done = await ear.until({ mk_rec_type: 'contact', export_progress: '1' });
      const history = await download(dora, url, fileOf(done));
      const texts = recordsIn(history.conversations).map((conversation) =>
        messagesIn(conversation).map(({ message_nr }) => message_nr),
      );
      expect(texts).toEqual(conversations.map(() => Array.from({ length: 700 }, (_unused, at) => at + 1)));
      await dora.call('exportConversationHistory', { args: {} });
    }, world);
  });

  it('knows one action', async () => {
    await onTypedScene(async ({ anna }) => {
      const args = { export_action: 'everything' } as never;
      await expect(anna.call('exportConversationHistory', { args })).rejects.toMatchObject({ status: 400 });
    });
  });
});
