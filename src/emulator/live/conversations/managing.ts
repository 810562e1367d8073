// emulator/live: conversations that an organisation manages (fleep-wire.md 3.7, 4.1).
// Invariant: is_managed, organisation_id and the numbers that count as managed change together; only an active member of an
// organisation can put a conversation under it.
import { refused } from '../../api-error.js';
import type { WireRecord } from '../../fields.js';
import { idsIn } from '../../view.js';
import { type Posting, postSystem } from '../messages/posting.js';
import { recordConversation, tellHeader } from '../organisations/org-log.js';
import { nameOf, type Organisation } from '../organisations/organisations.js';
import type { LiveConversation } from './conversation.js';
import { type Interval, intervalsOf } from './intervals.js';

/** Where a conversation was managed; the last interval is open while it is. */
const managed = new WeakMap<LiveConversation, Interval[]>();

export const isManaged = ({ header }: LiveConversation): boolean => header.get('is_managed') === 'true';

/** The numbers of what belongs to an organisation. A conversation that came as a managed one has been so from the first. */
export function managedNumbers(conversation: LiveConversation): readonly Interval[] {
  const known = managed.get(conversation);
  if (known) return known;
  if (conversation.state?.managed !== undefined) return intervalsOf(conversation.state.managed);
  return isManaged(conversation) ? [{ from: 1, to: Number.POSITIVE_INFINITY }] : [];
}

/** The organisation of whoever is about to put something under it. Throws ApiError 431. */
export function getOrganisationOf({ world, actorId }: Pick<Posting, 'world' | 'actorId'>): Organisation {
  const organisation = world.organisations.activeOf(actorId);
  if (organisation === undefined) throw refused('not_in_organisation', 'Not member of organisation!');
  return organisation;
}

/** Puts the conversation under the actor's organisation, with the actor as an admin. Throws ApiError 431. */
export function manage(posting: Posting): void {
  const { conversation, changes, actorId } = posting;
  if (isManaged(conversation)) return;
  const organisation = getOrganisationOf(posting);
  const from = conversation.nextNr();
  managed.set(conversation, [...managedNumbers(conversation), { from, to: Number.POSITIVE_INFINITY }]);
  const admins = [...new Set([...idsIn(conversation, 'admins'), actorId])];
  changes.setHeader(conversation, { is_managed: true, organisation_id: organisation.id, admins });
  if (from > 1) log(posting, organisation, 'set_managed');
  if (from > 1) tell(posting, 'manage', 'This conversation is now managed by {org_name}.');
}

/** Gives the conversation back to its members. `authorId` is the one whom the message names. */
export function unmanage(posting: Posting): void {
  const { conversation, changes } = posting;
  if (!isManaged(conversation)) return;
  const text =
    'This conversation is no longer managed by {org_name}. All members can change conversation settings and membership.';
  const organisation = findOrganisation(posting);
  const number = tell(posting, 'unmanage', text);
  const before = managedNumbers(conversation).map(({ from, to }) => ({ from, to: Math.min(to, number - 1) }));
  managed.set(conversation, before);
  changes.setHeader(conversation, { is_managed: false, organisation_id: null, admins: [] });
  if (organisation !== undefined) log(posting, organisation, 'set_unmanaged');
}

/** The organisation that a conversation is under. */
function findOrganisation({ world, conversation }: Posting): Organisation | undefined {
  const id: unknown = JSON.parse(conversation.header.get('organisation_id') ?? 'null');
  return typeof id === 'string' ? world.organisations.find(id) : undefined;
}

/** A conversation that is managed from the beginning goes into the log of its organisation. */
export function logBeginning(posting: Posting, member_ids: readonly string[]): void {
  logChange(posting, 'create_conversation', { member_ids });
}

/** A change of a managed conversation goes into the log; one of any other does not. */
export function logChange(posting: Posting, type: string, data: WireRecord = {}): void {
  const organisation = findOrganisation(posting);
  if (organisation !== undefined) log(posting, organisation, type, data);
}

function log(posting: Posting, organisation: Organisation, type: string, data: WireRecord = {}): void {
  const { world, changes, conversation, actorId } = posting;
  const work = { world, changes, organisation, actorId };
  recordConversation(work, type, conversation, data);
  tellHeader(work);
}

/** org_name and organisation_id, as system messages have them. */
export function organisationFields(posting: Posting): WireRecord {
  const id: unknown = JSON.parse(posting.conversation.header.get('organisation_id') ?? 'null');
  const organisation = findOrganisation(posting);
  return { org_name: organisation === undefined ? null : nameOf(organisation), organisation_id: id ?? null };
}

/** Who may change settings and membership: everybody, or the admins of a managed conversation. Throws ApiError 431. */
export function requireSay(posting: Posting): void {
  const { world, conversation, actorId } = posting;
  if (!isManaged(conversation) || idsIn(conversation, 'admins').includes(actorId)) return;
  const organisation = findOrganisation(posting);
  if (organisation !== undefined && world.organisations.isAdmin(organisation, actorId)) return;
  throw refused('not_admin', 'Only admins can change this conversation.');
}

const tell = (posting: Posting, type: string, sysmsg_text: string): number =>
  postSystem(posting, type, { ...organisationFields(posting), sysmsg_text });
