// emulator/live: organisations: their header, members and log (fleep-wire.md 4.7, 9.18).
// Invariant: each change takes the next version_nr of its organisation; is_admin and is_member of a header are the viewer's own.
// An organisation of a world that names none of the people who can sign in is shown to them as the world has it.
import { randomUUID } from 'node:crypto';
import { numberOf, parseRecord, textOf, type WireRecord } from '../../fields.js';
import type { Accounts } from '../accounts/accounts.js';

/** bms_… of fleep-wire.md 4.7. */
export type MemberStatus = 'pending' | 'active' | 'removed' | 'closed' | 'suspended' | 'declined' | 'expired';

export interface Organisation {
  readonly id: string;
  header: WireRecord;
  /** By account, in the order in which they came. */
  readonly members: Map<string, WireRecord>;
  /** Oldest first. */
  readonly changelog: WireRecord[];
  /** JSON texts of billing and transaction records, as the world has them. */
  readonly billing: string[];
  /** JSON texts of org_conv records that the world has, by conversation. */
  readonly statedConversations: Map<string, string>;
}

const TYPES = new Set(['org_header', 'org_member', 'org_changelog', 'org_conv', 'billing', 'transaction']);

export const isOrganisationRecord = (text: string): boolean => TYPES.has(textOf(parseRecord(text), 'mk_rec_type'));

export class Organisations {
  readonly #accounts: Accounts;
  readonly #stated: readonly string[];
  readonly #organisations = new Map<string, Organisation>();
  #taken = 0;

  /** `stated` are JSON texts of the world, which may become more; those of other types are passed over. */
  constructor(accounts: Accounts, stated: readonly string[]) {
    this.#accounts = accounts;
    this.#stated = stated;
  }

  get all(): Iterable<Organisation> {
    return this.#current().values();
  }

  find(id: string): Organisation | undefined {
    return this.#current().get(id);
  }

  begin(founderId: string, name: string, times: WireRecord): Organisation {
    const id = randomUUID();
    const organisation = emptyOrganisation(id);
    organisation.header = {
      mk_rec_type: 'org_header',
      organisation_id: id,
      organisation_founder_id: founderId,
      organisation_name: name,
      status: 'bos_new',
      version_nr: 0,
      ...times,
    };
    this.#current().set(id, organisation);
    return organisation;
  }

  /** Where somebody is an active member; nobody is in two. */
  activeOf(accountId: string): Organisation | undefined {
    return [...this.all].find((one) => isOpen(one) && statusOf(one, accountId) === 'active');
  }

  isMember(organisation: Organisation, accountId: string): boolean {
    if (this.#isOpenToAll(organisation))
      return this.#accounts.isOfWorld(accountId) && organisation.header.is_member === true;
    return isOpen(organisation) && statusOf(organisation, accountId) === 'active';
  }

  /** Active admins see all of an organisation, everybody else its header (fleep-wire.md section 2). */
  isAdmin(organisation: Organisation, accountId: string): boolean {
    if (!this.isMember(organisation, accountId)) return false;
    const record = this.#isOpenToAll(organisation) ? organisation.header : organisation.members.get(accountId);
    return record?.is_admin === true;
  }

  /** The org_header that a viewer gets, as JSON text. */
  headerFor(organisation: Organisation, viewerId: string): string {
    const { header } = organisation;
    if (this.#isOpenToAll(organisation)) return JSON.stringify(header);
    return JSON.stringify({
      ...header,
      active_member_count: activeIds(organisation).length,
      is_admin: this.isAdmin(organisation, viewerId),
      is_member: this.isMember(organisation, viewerId),
    });
  }

  /** Headers that come with an initial poll. */
  headersOf(viewerId: string): string[] {
    return [...this.all].filter((one) => this.isMember(one, viewerId)).map((one) => this.headerFor(one, viewerId));
  }

  #current(): Map<string, Organisation> {
    for (const text of this.#stated.slice(this.#taken)) {
      if (isOrganisationRecord(text)) this.#take(text, parseRecord(text));
    }
    this.#taken = this.#stated.length;
    return this.#organisations;
  }

  #isOpenToAll({ members, header }: Organisation): boolean {
    const named = [...members.keys(), textOf(header, 'organisation_founder_id')];
    return !named.some((id) => this.#accounts.find(id) !== undefined);
  }

  #take(text: string, record: WireRecord): void {
    const id = textOf(record, 'organisation_id');
    const organisation = this.#organisations.get(id) ?? emptyOrganisation(id);
    this.#organisations.set(id, organisation);
    switch (record.mk_rec_type) {
      case 'org_header':
        organisation.header = record;
        return;
      case 'org_member':
        organisation.members.set(textOf(record, 'account_id'), record);
        return;
      case 'org_changelog':
        organisation.changelog.push(record);
        return;
      case 'org_conv':
        organisation.statedConversations.set(textOf(record, 'conversation_id'), text);
        return;
      default:
        organisation.billing.push(text);
    }
  }
}

export const nameOf = ({ header }: Organisation): string => textOf(header, 'organisation_name');
export const versionOf = ({ header }: Organisation): number => numberOf(header, 'version_nr') ?? 0;
export const isOpen = ({ header }: Organisation): boolean => header.status !== 'bos_closed';

export const statusOf = ({ members }: Organisation, accountId: string): MemberStatus | undefined => {
  const status = textOf(members.get(accountId) ?? {}, 'mk_member_status').replace(/^bms_/, '');
  return MEMBER_STATUSES.find((known) => known === status);
};

export const activeIds = (organisation: Organisation): string[] =>
  [...organisation.members.keys()].filter((id) => statusOf(organisation, id) === 'active');

const MEMBER_STATUSES: readonly MemberStatus[] = [
  'pending',
  'active',
  'removed',
  'closed',
  'suspended',
  'declined',
  'expired',
];

const emptyOrganisation = (id: string): Organisation => ({
  id,
  header: { mk_rec_type: 'org_header', organisation_id: id },
  members: new Map(),
  changelog: [],
  billing: [],
  statedConversations: new Map(),
});
