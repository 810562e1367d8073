// render: the small tables that every page needs, read once in each thread.
// Invariant: of hooks only the names leave this file; keys, addresses and conversation e-mails are used for comparing only.
import type { Database } from '../store/database.js';
import type { Row } from '../store/values.js';
import { People, readPeople } from './people.js';
import { readRows } from './rows.js';

export interface SectionRow extends Row {
  readonly conversation_id: string | null;
  readonly section_id: string;
  readonly name: string | null;
  readonly mk_section_subtype: string | null;
}

export interface Directory {
  /** People as pages in a conversation's folder link to them. */
  readonly people: People;
  readonly sections: ReadonlyMap<string, SectionRow>;
  readonly teamNames: ReadonlyMap<string, string>;
  findHookName(conversation_id: string, hook_key: string): string | undefined;
  /** True for an address that delivers into a conversation: a secret, never shown. */
  isConversationMail(address: string): boolean;
}

interface HookRow extends Row {
  readonly conversation_id: string;
  readonly hook_key: string;
  readonly hook_name: string | null;
  readonly mk_hook_type: string | null;
}

interface TeamRow extends Row {
  readonly team_id: string;
  readonly team_name: string | null;
}

export async function readDirectory(database: Database): Promise<Directory> {
  const people = new People(await readPeople(database), '../../');
  const sections = await readRows<SectionRow>(database, 'sections');
  const teams = await readRows<TeamRow>(database, 'teams');
  const hookNames = hookNamesOf(await readRows<HookRow>(database, 'hooks'));
  const mails = mailsOf(await readRows<Row & { cmail: string | null }>(database, 'conversations'));
  return {
    people,
    sections: new Map(sections.map((section) => [section.section_id, section])),
    teamNames: new Map(teams.map((team) => [team.team_id, team.team_name ?? 'Unnamed team'])),
    findHookName: (conversation_id, hook_key) => hookNames.get(`${conversation_id}/${hook_key}`),
    isConversationMail: (address) => mails.has(address.toLowerCase()) || GENERATED_MAIL.test(address),
  };
}

// The form of addresses that the service makes up for conversations (fleep-wire.md section 9.9).
const GENERATED_MAIL = /^conv\.[^@\s]+@/i;

const hookNamesOf = (rows: readonly HookRow[]): ReadonlyMap<string, string> =>
  new Map(
    rows.map((row) => [`${row.conversation_id}/${row.hook_key}`, row.hook_name || row.mk_hook_type || 'Integration']),
  );

const mailsOf = (rows: readonly { cmail: string | null }[]): ReadonlySet<string> =>
  new Set(rows.flatMap(({ cmail }) => (cmail === null || cmail === '' ? [] : [cmail.toLowerCase()])));
