// emulator/calls: conversation/create and account/dialog (fleep-wire.md section 2, row 30 and below the table).
// Invariant: a conversation comes up only when everything that is asked of it can be done.
import { badRequest, refused } from '../api-error.js';
import { booleanArgument, givenList, listArgument, numberArgument, requiredText, textArgument } from '../arguments.js';
import { beginConversation } from '../live/conversations/begin.js';
import { LiveConversation } from '../live/conversations/conversation.js';
import { openDialog } from '../live/conversations/dialogs.js';
import { accountsOf, getAccounts } from '../live/conversations/invited.js';
import { inviteByMail } from '../live/conversations/inviting.js';
import { getOrganisationOf } from '../live/conversations/managing.js';
import { CONVERSATION_TYPES } from '../live/conversations/settings.js';
import { subjectFields } from '../live/conversations/stored-fields.js';
import { getSource } from '../live/files/attachment-source.js';
import { copyMessage } from '../live/messages/copies.js';
import { encodeText, getWritten, writeMessage } from '../live/messages/messages.js';
import type { Posting } from '../live/messages/posting.js';
import { addTeamTo, tellTeam } from '../live/organisations/teaming.js';
import { idsIn } from '../view.js';
import { answer, type Call, getView, type Handler, newStream } from './call.js';
import { getTeamId } from './conversation-members.js';
import { initialSync } from './init.js';
import { getPosting, syncAnswer } from './sync-answer.js';

export const createCalls: Readonly<Record<string, Handler>> = {
  'conversation/create': create,
  'account/dialog': (call) => {
    const { world, changes, accountId, body } = call;
    const [contactId = ''] = getAccounts(world, [requiredText(body, 'contact_id')]);
    if (contactId === accountId) throw refused('own_account', 'A dialog needs somebody else.');
    const { id } = openDialog({ world, changes, actorId: accountId }, contactId).conversation;
    const stream = newStream(call);
    const header = initialSync(getView(call, id), 'ic_full', stream);
    const contact = world.accounts.findContact(contactId, accountId)?.text;
    return answer(header, stream.addText(...(contact === undefined ? [] : [contact])));
  },
};

/** What is said in the new conversation first. */
interface FirstMessage {
  readonly text: string | undefined;
  readonly attachments: readonly string[];
  readonly subject: string | undefined;
  readonly forwarded: { readonly from: Posting; readonly messageNr: number } | undefined;
}

function create(call: Call): string {
  const { world, changes, accountId, body } = call;
  const fields = headerFields(call);
  const teamIds = listArgument(body, 'team_ids').map((id) => getTeamId(call, id));
  const isManaged = booleanArgument(body, 'is_managed') ?? teamIds.some((id) => isOwnManaged(call, id));
  if (isManaged) getOrganisationOf({ world, actorId: accountId });
  const first = firstMessage(call);
  const named = getAccounts(world, listArgument(body, 'account_ids'));
  const parent = parentMembers(call);
  const invited = accountsOf(world, textArgument(body, 'emails') ?? '');
  const posting = beginConversation(world, changes, {
    creatorId: accountId,
    topic: textArgument(body, 'topic') ?? '',
    memberIds: [...invited, ...named, ...parent],
    fields: teamIds.length > 0 ? { mk_conv_type: 'cct_no_mail', ...fields } : fields,
    isManaged,
  });
  for (const teamId of teamIds) addTeamTo(posting, teamId);
  for (const teamId of teamIds) tellTeam(posting, teamId);
  if (booleanArgument(body, 'is_invite')) inviteByMail(posting, invited);
  return syncAnswer(call, posting, { result_message_nr: say(posting, first) });
}

/** Throws ApiError 400. */
function headerFields({ body }: Call): Record<string, unknown> {
  const convType = textArgument(body, 'mk_conv_type');
  if (convType !== undefined && !CONVERSATION_TYPES.includes(convType)) throw badRequest('mk_conv_type is unknown.');
  const isList = booleanArgument(body, 'is_list') ?? (convType === undefined ? undefined : convType === 'cct_list');
  const fields = {
    mk_conv_type: convType ?? (isList ? 'cct_list' : undefined),
    is_list: isList,
    is_autojoin: booleanArgument(body, 'is_autojoin'),
    is_disclose: booleanArgument(body, 'is_disclose'),
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** A conversation with a team that the creator's organisation manages is managed by it too. */
function isOwnManaged({ world, accountId }: Call, teamId: string): boolean {
  const { is_managed, organisation_id } = world.teams.fieldsOf(teamId);
  return is_managed === true && world.organisations.activeOf(accountId)?.id === organisation_id;
}

/** Throws ApiError 400, 430, 431. */
function firstMessage(call: Call): FirstMessage {
  const { world, changes, accountId, body } = call;
  const text = textArgument(body, 'message') || undefined;
  const attachments = givenList(body, 'attachments') ?? [];
  const place: Posting = { world, changes, conversation: new LiveConversation(''), actorId: accountId };
  for (const url of attachments) getSource(place, 0, url);
  if (text !== undefined) encodeText(place, text);
  return { text, attachments, subject: textArgument(body, 'subject'), forwarded: forwardedMessage(call) };
}

function forwardedMessage(call: Call): FirstMessage['forwarded'] {
  const id = textArgument(call.body, 'fwd_conversation_id');
  if (id === undefined) return undefined;
  const messageNr = numberArgument(call.body, 'fwd_message_nr');
  if (messageNr === undefined) throw badRequest('fwd_message_nr is missing.');
  const from = getPosting(call, id);
  getWritten(from, messageNr);
  return { from, messageNr };
}

/** Whoever is in the conversation that this one branches off from comes along. */
function parentMembers(call: Call): readonly string[] {
  const id = textArgument(call.body, 'fork_conversation_id');
  return id === undefined ? [] : idsIn(getPosting(call, id).conversation, 'members');
}

/** Gives the number of the message, if there is one. */
function say(posting: Posting, { text, attachments, subject, forwarded }: FirstMessage): number | undefined {
  const fields = subject === undefined ? {} : subjectFields(posting, subject);
  if (forwarded) return copyMessage(forwarded.from, forwarded.messageNr, posting, text, fields);
  return text === undefined && attachments.length === 0 ? undefined : writeMessage(posting, text, attachments, fields);
}
