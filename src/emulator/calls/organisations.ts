// emulator/calls: what an organisation is asked for (fleep-wire.md section 2, read methods absent from the seed; 9.18).
// Invariant: active admins get all of it, everybody else the header and nothing more.
import { badRequest, notFound } from '../api-error.js';
import { givenList, numberArgument, requiredText, textArgument } from '../arguments.js';
import { isRecord, numberOf, parseRecord, textOf, textsOf } from '../fields.js';
import { managedTeams } from '../live/organisations/org-closing.js';
import { orgConversationTexts } from '../live/organisations/org-conversations.js';
import type { OrgWork } from '../live/organisations/org-log.js';
import { memberTexts } from '../live/organisations/org-members.js';
import { versionOf } from '../live/organisations/organisations.js';
import { type Call, type Handler, listOf } from './call.js';

export const organisationCalls: Readonly<Record<string, Handler>> = {
  'business/sync': forAdmins((call, work) => {
    const known = numberArgument(call.body, 'sync_version_nr');
    const header = headerText(work);
    if (known !== undefined && known >= versionOf(work.organisation)) return listOf('stream', [header]);
    return listOf('stream', [header, ...memberTexts(work.organisation)]);
  }),
  'business/sync_conversations': forAdmins((call, work) => {
    return page(call, orgConversationTexts(work), givenList(call.body, 'conversation_ids'));
  }),
  'business/sync_teams': forAdmins((call, work) => {
    const ids = managedTeams(work);
    const texts = new Map(ids.map((id) => [id, call.world.teams.find(id)?.text ?? '{}'] as const));
    return page(call, texts, givenList(call.body, 'team_ids'));
  }),
  'business/sync_changelog': forAdmins((call, { organisation }) => {
    const below = numberArgument(call.body, 'version_nr') ?? Number.POSITIVE_INFINITY;
    const older = organisation.changelog.filter((event) => (numberOf(event, 'version_nr') ?? 0) < below);
    const newest = older.toReversed().slice(0, EVENTS_A_PAGE);
    return listOf(
      'stream',
      newest.map((event) => JSON.stringify(event)),
    );
  }),
  'business/sync_billing': forAdmins((_call, work) => {
    const { organisation } = work;
    const isBilling = (text: string) => parseRecord(text).mk_rec_type === 'billing';
    const none = JSON.stringify({ mk_rec_type: 'billing', organisation_id: organisation.id, next_billing_date: 0 });
    const billing = organisation.billing.some(isBilling) ? organisation.billing : [none, ...organisation.billing];
    return listOf('stream', [headerText(work), ...billing]);
  }),
  'business/get_conversation_teams': forAdmins((call, work) => {
    const id = requiredText(call.body, 'conversation_id');
    const text = orgConversationTexts(work).get(id);
    if (text === undefined) throw notFound('Conversation');
    const teams = textsOf(parseRecord(text), 'teams');
    return listOf(
      'stream',
      teams.flatMap((teamId) => call.world.teams.find(teamId)?.text ?? []),
    );
  }),
};

const EVENTS_A_PAGE = 100;
const RECORDS_A_PAGE = 50;

/** The organisation of the path, or of the conversation that the call is about. Throws ApiError 430 when there is none. */
export function getWork(call: Call): OrgWork {
  const { world, changes, accountId, id } = call;
  const organisation = world.organisations.find(id === '' ? organisationOfConversation(call) : id);
  if (organisation === undefined) throw notFound('Organisation');
  return { world, changes, organisation, actorId: accountId };
}

function organisationOfConversation({ world, body }: Call): string {
  const conversation = world.findAnyConversation(requiredText(body, 'conversation_id'));
  return textOf({ id: JSON.parse(conversation?.header.get('organisation_id') ?? 'null') }, 'id');
}

export const headerText = ({ world, organisation, actorId }: OrgWork): string =>
  world.organisations.headerFor(organisation, actorId);

/** All that there is to say of the members, which calls that change them answer with. */
export const membersAnswer = (work: OrgWork): string =>
  listOf('stream', [headerText(work), ...memberTexts(work.organisation)]);

function forAdmins(full: (call: Call, work: OrgWork) => string): Handler {
  return (call) => {
    const work = getWork(call);
    if (!call.world.organisations.isAdmin(work.organisation, call.accountId))
      return listOf('stream', [headerText(work)]);
    return full(call, work);
  };
}

/** A part of the records, or those that are asked for. The cursor is `{}` at the end. */
function page({ body }: Call, texts: ReadonlyMap<string, string>, wanted: readonly string[] | undefined): string {
  if (wanted !== undefined)
    return listOf(
      'stream',
      wanted.flatMap((id) => texts.get(id) ?? []),
    );
  const start = offsetIn(textArgument(body, 'sync_cursor') ?? '{}');
  const end = start + RECORDS_A_PAGE;
  const part = [...texts.values()].slice(start, end);
  const cursor = end < texts.size ? JSON.stringify({ offset: end }) : '{}';
  return `{"stream":[${part.join(',')}],"sync_cursor":${JSON.stringify(cursor)}}`;
}

function offsetIn(cursor: string): number {
  try {
    const value: unknown = JSON.parse(cursor || '{}');
    return isRecord(value) ? (numberOf(value, 'offset') ?? 0) : 0;
  } catch (error) {
    if (error instanceof SyntaxError) throw badRequest('sync_cursor is not one of ours.');
    throw error;
  }
}
