// The world of a practice server as lines (docs/emulator.md): whoever loads them has the same world, and it goes on where it was.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadWorldFile, startEmulator, worldFromRecords } from '../../src/emulator/index.js';
import { allSeenBy } from './all-seen.js';
import { control, linkTo, worldOf } from './controlling.js';
import { email, headerOf, id, ofType, onScene, type Scene } from './scene.js';
import { smallWorld, withWorld } from './small-world.js';
import { asRecord, type Client, recordsIn, signIn } from './walk.js';

/** Some of everything that accounts can do. */
async function live({ anna, bert, carl, dora, url }: Scene): Promise<Client> {
  await control(url, 'POST accounts', { email: 'eve@example.org', password: 'secret', display_name: 'Eve' });
  const eve = await signIn(url, { email: 'eve@example.org', password: 'secret' });
  const made = await anna.call('conversation/create', {
    topic: 'plans',
    emails: `${email('bert')}, ${email('carl')}, eve@example.org, only@mail.example`,
  });
  const talk = String(headerOf(made).conversation_id);
  const upload = await fetch(`${url}/api/file/upload?ticket=${anna.ticket}`, {
    method: 'PUT',
    headers: { cookie: anna.cookie, 'content-disposition': 'attachment; filename="plan.txt"' },
    body: 'the plan',
  });
  const [file] = recordsIn(asRecord(await upload.json()).files);
  await anna.call(`message/send/${talk}`, { message: 'look', attachments: [file?.upload_url] });
  const sent = await bert.call(`message/send/${talk}`, { message: 'before anybody left' });
  await anna.call(`message/pin/${talk}`, { message_nr: 2 });
  await carl.call(`conversation/leave/${talk}`);
  await bert.call(`message/edit/${talk}`, { message_nr: sent.result_message_nr, message: 'after carl had left' });
  await anna.call(`task/create/${talk}`, { message: 'do it', assignee_ids: [id('anna')] });
  await bert.call(`message/delete/${talk}`, { message_nr: sent.result_message_nr });
  await anna.call(`conversation/add_members/${talk}`, { emails: email('dora') });
  await anna.call(`conversation/disclose_all/${talk}`, { emails: email('dora'), message_nr: 1 });
  await eve.call(`conversation/hide/${talk}`);
  await dora.call(`conversation/set_alerts/${talk}`, { mk_alert_level: 'never' });
  const label = await anna.call('label/store', { label: 'Work' });
  await anna.call(`conversation/store/${talk}`, { label_ids: ofType(label, 'label').map(({ label_id }) => label_id) });
  await anna.call('team/create', { team_name: 'crew', account_ids: [id('bert')], conversations: [talk] });
  await anna.call(`conversation/create_hook/${talk}`, { hook_name: 'h', mk_hook_type: 'plain' });
  await people({ anna, bert, eve, url });
  await business({ anna, bert, carl, dora });
  return eve;
}

async function people({
  anna,
  bert,
  eve,
  url,
}: {
  anna: Client;
  bert: Client;
  eve: Client;
  url: string;
}): Promise<void> {
  await anna.call('contact/describe', { contact_id: id('bert'), contact_name: 'Bertie' });
  await eve.call('contact/describe', { contact_id: id('anna'), contact_name: 'Boss', phone_nr: '1' });
  await bert.call('contact/unlist', { contact_id: id('dora') });
  await bert.call('account/configure', { display_name: 'Bert B.', email_interval: 'daily' });
  await anna.call('alias/add', { emails: 'a1@example.org, a2@example.org' });
  await anna.call('alias/confirm', { notification_id: await linkTo(url, 'a1@example.org') });
  await eve.call('mail/add', { mail_address: 'eve@elsewhere.example', imap_port: 993 });
  await eve.call('label/store', { label: 'Mine' });
}

async function business({ anna, bert, carl, dora }: Record<'anna' | 'bert' | 'carl' | 'dora', Client>): Promise<void> {
  const founded = await anna.call('business/create', { organisation_name: 'Acme' });
  const org = String(ofType(founded, 'org_header')[0]?.organisation_id);
  await anna.call(`business/configure/${org}`, { add_account_ids: [id('bert'), id('carl')] });
  const [reminder] = recordsIn((await bert.call('account/sync_reminders')).stream);
  await bert.call(`business/join/${org}`, { reminder_id: reminder?.reminder_id });
  const created = await anna.call(`business/create_conversation/${org}`, {
    topic: 'managed',
    account_ids: [id('bert'), id('dora')],
  });
  const conversation_id = ofType(created, 'org_conv')[0]?.conversation_id;
  await dora.call(`message/send/${conversation_id}`, { message: 'hello' });
  await anna.call(`business/store_conversation/${org}`, { conversation_id, kick_account_ids: [id('dora')] });
  await anna.call(`message/send/${conversation_id}`, { message: 'without dora' });
  expect(ofType(await carl.call(`business/sync/${org}`), 'org_member')).toEqual([]);
}

describe('GET world', () => {
  it('gives lines that load to a world in which everybody sees the same', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'world-'));
    try {
      await onScene(async (scene) => {
        const eve = await live(scene);
        const { anna, bert, carl, dora, url } = scene;
        const file = join(folder, 'now.ndjson');
        await writeFile(file, await (await fetch(`${url}/_emulator/world`)).text());
        const second = await startEmulator({ world: await loadWorldFile(file) });
        try {
          const everybody = { anna, bert, carl, dora, eve };
          for (const [name, client] of Object.entries(everybody)) {
            const password = name === 'eve' ? 'secret' : 'pw';
            const again = await signIn(second.url, { email: email(name), password });
            const before = await allSeenBy(client);
            expect(Object.keys(asRecord(before.conversations)).length).toBeGreaterThan(0);
            expect(await allSeenBy(again), name).toEqual(before);
          }
          const third = worldFromRecords(await worldOf(second.url));
          expect(third.conversationsOf(id('anna'))).toHaveLength(2);
        } finally {
          await second.close();
        }
      });
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('goes on where it was: numbers, memberships, links', async () => {
    await onScene(async ({ anna, bert, url }) => {
      const made = await anna.call('conversation/create', { topic: 't', emails: 'eve@example.org' });
      const talk = String(headerOf(made).conversation_id);
      await anna.call(`message/send/${talk}`, { message: 'two' });
      const second = await startEmulator({ world: worldFromRecords(await worldOf(url)) });
      try {
        await control(second.url, 'POST accounts', { email: 'eve@example.org', password: 'secret' });
        const [annaAgain, eve] = await Promise.all([
          signIn(second.url, { email: email('anna'), password: 'pw' }),
          signIn(second.url, { email: 'eve@example.org', password: 'secret' }),
        ]);
        const sent = await annaAgain.call(`message/send/${talk}`, { message: 'four' });
        expect(sent.result_message_nr).toBe(4);
        const seen = ofType(await eve.call(`conversation/sync/${talk}`, { from_message_nr: 0 }), 'message');
        expect(seen.map(({ mk_message_type }) => mk_message_type)).toEqual(['create', 'text', 'signin', 'text']);
        await expect(bert.call(`conversation/sync/${talk}`)).rejects.toThrow('430');
        const bertAgain = await signIn(second.url, { email: email('bert'), password: 'pw' });
        await expect(bertAgain.call(`conversation/sync/${talk}`)).rejects.toThrow('430');
      } finally {
        await second.close();
      }
    });
  });

  it('gives back the records of a world in which nobody has done anything', async () => {
    await withWorld(async (url) => {
      const lines = await worldOf(url);
      const plain = lines.map(({ world_state: _state, ...line }) => line);
      const untold = new Set(['account', 'message', 'file', 'preview']);
      for (const line of smallWorld.filter((one) => !untold.has(String(one.mk_rec_type))))
        expect(plain).toContainEqual(line);
      const messages = plain.filter(({ mk_rec_type }) => mk_rec_type === 'message');
      const stated = smallWorld.filter(({ mk_rec_type }) => mk_rec_type === 'message');
      expect(messages).toHaveLength(stated.length);
      for (const message of stated) expect(messages).toContainEqual(expect.objectContaining(message));
    });
  });
});
