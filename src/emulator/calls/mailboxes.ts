// emulator/calls: what an account has linked elsewhere (fleep-wire.md section 2, rows 12 and 18 and below the table; 4.7; 11, question 18).
// Invariant: each list is a stream of records of its kind; a password is never in one.
import { randomUUID } from 'node:crypto';
import { badRequest, notFound } from '../api-error.js';
import { booleanArgument, numberArgument, requiredText, textArgument } from '../arguments.js';
import { textOf, type WireRecord } from '../fields.js';
import type { OwnedRecords } from '../live/personal/owned-records.js';
import { type Call, type Handler, listOf } from './call.js';

export const mailboxCalls: Readonly<Record<string, Handler>> = {
  'account/external/account/list': (call) => {
    const wanted = textArgument(call.body, 'mk_external_account_type');
    const records = call.world.mailboxes.externals.of(call.accountId);
    return listOf('stream', wanted === undefined ? records : records.filter((text) => typeOf(text) === wanted));
  },
  'account/trello/board/list': (call) => {
    const id = requiredText(call.body, 'external_account_id');
    if (call.world.mailboxes.externals.find(id, call.accountId) === undefined) throw notFound('External account');
    return listOf('stream', []);
  },
  'account/mail/list': serverList,
  'account/smtp/list': serverList,
  'account/smtp/configure': configureServer,
  'mail/list': ({ world, accountId }) => listOf('stream', world.mailboxes.mails.of(accountId)),
  'mail/add': addMailbox,
  'mail/store': storeMailbox,
};

function serverList({ world, accountId }: Call): string {
  return listOf('stream', world.mailboxes.servers.of(accountId));
}

function typeOf(text: string): string {
  return textOf(JSON.parse(text), 'mk_external_account_type');
}

function configureServer(call: Call): string {
  const { world, body } = call;
  const { servers } = world.mailboxes;
  const id = textArgument(body, 'smtp_id');
  const known = id === undefined ? undefined : servers.find(id, call.accountId);
  if (id !== undefined && known === undefined) throw notFound('SMTP server');
  if (known === undefined) requiredText(body, 'smtp_host');
  const isRemoved = booleanArgument(body, 'is_removed') === true;
  const record = {
    mk_rec_type: 'smtp',
    smtp_id: id ?? randomUUID(),
    smtp_address: textArgument(body, 'smtp_username') ?? '',
    ...known,
    ...given(body, ['smtp_username', 'smtp_host', 'smtp_connection'], ['smtp_port'], ['is_default']),
    mk_smtp_status: isRemoved ? 'smtp_removed' : (known?.mk_smtp_status ?? 'smtp_added'),
  };
  return stored(call, servers, record);
}

const MAIL_TEXTS = [
  'smtp_username',
  'smtp_host',
  'mk_smtp_connection',
  'imap_username',
  'imap_host',
  'mk_imap_connection',
];
const MAIL_NUMBERS = ['smtp_port', 'imap_port'];
const MAIL_FLAGS = ['smtp_disable_tls_verify', 'imap_disable_tls_verify'];

function addMailbox(call: Call): string {
  const { world, body } = call;
  const mail_address = requiredText(body, 'mail_address').trim().toLowerCase();
  if (!/^[^\s@]+@[^\s@]+$/.test(mail_address)) throw badRequest('mail_address must be an e-mail address.');
  const record = {
    mk_rec_type: 'mail',
    mail_id: randomUUID(),
    mail_address,
    mk_mail_type: 'mail',
    mk_mail_status: 'mail_add',
    ...given(body, MAIL_TEXTS, MAIL_NUMBERS, MAIL_FLAGS),
  };
  return stored(call, world.mailboxes.mails, record);
}

function storeMailbox(call: Call): string {
  const { world, accountId, body } = call;
  const { mails } = world.mailboxes;
  const mail_id = requiredText(body, 'mail_id');
  const known = mails.find(mail_id, accountId);
  if (known === undefined) throw notFound('Mailbox');
  if (booleanArgument(body, 'is_removed') === true) {
    return stored(call, mails, { mk_rec_type: 'mail', mail_id, mk_mail_status: 'mail_removed' });
  }
  return stored(call, mails, { ...known, ...given(body, MAIL_TEXTS, MAIL_NUMBERS, MAIL_FLAGS) });
}

function stored({ changes, accountId }: Call, records: OwnedRecords, record: WireRecord): string {
  const text = records.put(accountId, record);
  changes.tell(accountId, text);
  return listOf('stream', [text]);
}

/** The arguments that were given, of the right types. */
function given(body: WireRecord, texts: readonly string[], numbers: readonly string[], flags: readonly string[]) {
  const values = [
    ...texts.map((name) => [name, textArgument(body, name)] as const),
    ...numbers.map((name) => [name, numberArgument(body, name)] as const),
    ...flags.map((name) => [name, booleanArgument(body, name)] as const),
  ];
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}
