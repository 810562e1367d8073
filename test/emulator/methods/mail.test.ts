// Linked mailboxes and mail servers, and payments (fleep-wire.md section 2, below the table; 4.7).
import { expect } from 'vitest';
import type { FleepClient } from '../../../src/fleep/client.js';
import { fails, heardBy } from '../acting.js';
import { worldOf } from '../controlling.js';
import { ofType } from '../scene.js';
import { methodTest } from './method-test.js';
import { stateOf } from './seeing.js';

const mailbox = { mail_address: 'me@example.org', imap_host: 'imap.example.org', imap_port: 993 };
const server = { smtp_host: 'smtp.example.org', smtp_username: 'me', smtp_port: 465 };

const add = async (client: FleepClient) =>
  ofType((await client.call('addMailbox', { args: { ...mailbox, imap_password: 'hush' } })).body, 'mail')[0];

const link = async (client: FleepClient) => {
  const { stream } = (await client.call('smtpConfigure', { args: { ...server, smtp_password: 'hush' } })).body;
  return ofType({ stream }, 'smtp')[0];
};

methodTest('listMailboxes', 'lists the own mailboxes, without passwords', async ({ anna, bert }) => {
  const added = await add(anna);
  expect((await anna.call('listMailboxes')).body.stream).toEqual([added]);
  expect(added).toMatchObject({ ...mailbox, mk_mail_status: 'mail_add' });
  expect(added).not.toHaveProperty('imap_password');
  expect((await bert.call('listMailboxes')).body.stream).toEqual([]);
});

methodTest('getSmtpList', 'lists the own mail servers, by GET', async ({ anna, bert }) => {
  const linked = await link(anna);
  expect((await anna.call('getSmtpList')).body.stream).toEqual([linked]);
  expect(linked).toMatchObject({ ...server, mk_smtp_status: 'smtp_added' });
  expect((await bert.call('getSmtpList')).body.stream).toEqual([]);
});

methodTest('listSmtpServers', 'lists the own mail servers', async ({ anna, bert }) => {
  const linked = await link(anna);
  expect((await anna.call('listSmtpServers')).body.stream).toEqual([linked]);
  expect((await bert.call('listSmtpServers')).body.stream).toEqual([]);
});

methodTest('smtpConfigure', 'keeps a mail server, and removes it', async ({ anna, bert }) => {
  const heard = await heardBy(anna, () => link(anna));
  const [linked] = ofType(heard, 'smtp');
  expect(linked).toMatchObject(server);
  expect(JSON.stringify(heard)).not.toContain('hush');
  const args = { smtp_id: String(linked?.smtp_id), is_removed: true };
  await expect(bert.call('smtpConfigure', { args })).rejects.toEqual(fails(430));
  await anna.call('smtpConfigure', { args });
  expect((await anna.call('listSmtpServers')).body.stream).toEqual([{ ...linked, mk_smtp_status: 'smtp_removed' }]);
});

methodTest('addMailbox', 'keeps a mailbox, of which the other clients of the account hear', async (stage) => {
  const heard = await heardBy(stage.anna, () => add(stage.anna));
  expect(ofType(heard, 'mail')).toMatchObject([{ ...mailbox, mk_mail_status: 'mail_add' }]);
  expect((await stateOf(stage.url, 'anna')).mailboxes).toEqual(ofType(heard, 'mail'));
});

methodTest('storeMailbox', 'changes a mailbox, and removes it', async ({ anna, bert }) => {
  const added = await add(anna);
  const store = (client: FleepClient, more: { imap_port?: number; is_removed?: boolean }) =>
    client.call('storeMailbox', { args: { mail_id: added?.mail_id, ...more } });
  await expect(store(bert, { imap_port: 143 })).rejects.toEqual(fails(430));
  const heard = await heardBy(anna, () => store(anna, { imap_port: 143 }));
  expect(ofType(heard, 'mail')).toEqual([{ ...added, imap_port: 143 }]);
  await store(anna, { is_removed: true });
  expect((await anna.call('listMailboxes')).body.stream).toMatchObject([{ mk_mail_status: 'mail_removed' }]);
});

methodTest('callPayment', 'is not served, as nothing but its name is known', async ({ anna, url }) => {
  const before = await worldOf(url);
  await expect(anna.call('callPayment', { id: 'subscribe' })).rejects.toEqual(fails(404, 'not_found'));
  expect(await worldOf(url)).toEqual(before);
});
