// emulator/calls: account/export/start (fleep-wire.md 7; section 2, row 11).
// Invariant: it answers with the record that will tell of the export: the account's contact, or the conversation's header.
import { badRequest, notFound } from '../api-error.js';
import { textArgument } from '../arguments.js';
import { initHeader } from '../headers.js';
import { startExport } from '../live/files/exports.js';
import { viewOf } from '../view.js';
import { type Call, getView, type Handler } from './call.js';

export const exportCalls: Readonly<Record<string, Handler>> = { 'account/export/start': start };

function start(call: Call): string {
  const { world, changes, accountId, body } = call;
  if ((textArgument(body, 'export_action') ?? 'history_all') !== 'history_all') {
    throw badRequest('export_action is unknown.');
  }
  const conversationId = textArgument(body, 'conversation_id');
  const conversation = conversationId === undefined ? undefined : getView(call, conversationId).conversation;
  startExport({ world, accountId, conversation }, changes);
  if (conversation !== undefined) return initHeader(viewOf(conversation, accountId), 'ic_header');
  const contact = world.accounts.findContact(accountId, accountId);
  if (contact === undefined) throw notFound('Contact');
  return contact.text;
}
