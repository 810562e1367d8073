// render: the small tables that every page needs, read once in each thread.
// Invariant: of hooks only the names leave this file; keys, addresses and conversation e-mails are used for comparing only.
import type { Database } from '../store/database.js';
import { readStored } from '../store/scope.js';
import type { Row } from '../store/values.js';
import type { Texts } from './language/texts.js';
import { People, type Pictures, placePictures, readPeople } from './people.js';
import { addTo, readRows } from './rows.js';
import type { SiteFiles } from './site-files.js';

const ROOT = '../../';

export interface SectionRow extends Row {
  readonly conversation_id: string | null;
  readonly section_id: string;
  readonly name: string | null;
  readonly mk_section_subtype: string | null;
  readonly is_deleted: boolean;
}

export interface Directory {
  /** People as pages in a conversation's folder link to them. */
  readonly people: People;
  /** The sections that tasks of a conversation may be in, by id, in the order of the board. */
  sectionsOf(conversation_id: string): ReadonlyMap<string, SectionRow>;
  readonly teamNames: ReadonlyMap<string, string>;
  findHook(conversation_id: string, hook_key: string): HookView | undefined;
  /** True for an address that delivers into a conversation: a secret, never shown. */
  isConversationMail(address: string): boolean;
}

/** An integration: its name, and the address of its picture from a conversation's folder. */
export interface HookView {
  readonly name: string;
  readonly picture: string | undefined;
}

interface HookRow extends Row {
  readonly conversation_id: string;
  readonly hook_key: string;
  readonly hook_name: string | null;
  readonly mk_hook_type: string | null;
  readonly avatar_sha256: string | null;
}

interface TeamRow extends Row {
  readonly team_id: string;
  readonly team_name: string | null;
}

/** Reads the tables and puts the avatars into the site. */
export async function readDirectory(database: Database, files: SiteFiles, texts: Texts): Promise<Directory> {
  const rows = await readPeople(database);
  const people = new People(rows, ROOT, await placePictures(rows, files), texts);
  const sections = await readRows<SectionRow>(database, 'sections');
  const teams = await readRows<TeamRow>(database, 'teams');
  const hookRows = await readRows<HookRow>(database, 'hooks');
  const hooks = hooksOf(hookRows, await placePictures(hookRows, files), texts);
  const mails = mailsOf(await readStored<Row & { cmail: string }>(database, 'mails'));
  return {
    people,
    sectionsOf: placeSections(sections),
    teamNames: new Map(teams.map((team) => [team.team_id, team.team_name ?? texts.conversation.unnamedTeam])),
    findHook: (conversation_id, hook_key) => hooks.get(`${conversation_id}/${hook_key}`),
    isConversationMail: (address) => mails.has(address.toLowerCase()) || GENERATED_MAIL.test(address),
  };
}

// The form of addresses that the service makes up for conversations (fleep-wire.md section 9.9).
export const GENERATED_MAIL = /^conv\.[^@\s]+@/i;

/** Two conversations may have sections of one id (fleep-wire.md section 4). One of no conversation gives way to its own of that id. */
function placeSections(rows: readonly SectionRow[]): Directory['sectionsOf'] {
  const groups = new Map<string | null, SectionRow[]>();
  for (const row of rows) addTo(groups, row.conversation_id, row);
  const common = groups.get(null) ?? [];
  const commonById = byId(common);
  const placed = new Map<string | null, ReadonlyMap<string, SectionRow>>();
  for (const [conversation_id, own] of groups) {
    const ownIds = byId(own);
    placed.set(conversation_id, byId([...common.filter(({ section_id }) => !ownIds.has(section_id)), ...own]));
  }
  return (conversation_id) => placed.get(conversation_id) ?? commonById;
}

/** How the tasks of a section are put away (fleep-wire.md section 3.8); '' for those on the board. */
export function sectionState(
  section: Pick<SectionRow, 'mk_section_subtype' | 'is_deleted'> | undefined,
  { conversation }: Texts,
): string {
  if (section?.is_deleted) return conversation.deletedTasks;
  return section?.mk_section_subtype?.endsWith('archived') ? conversation.archivedTasks : '';
}

const byId = (sections: readonly SectionRow[]): ReadonlyMap<string, SectionRow> =>
  new Map(sections.map((section) => [section.section_id, section]));

function hooksOf(rows: readonly HookRow[], pictures: Pictures, { message }: Texts): ReadonlyMap<string, HookView> {
  return new Map(
    rows.map(({ conversation_id, hook_key, hook_name, mk_hook_type, avatar_sha256 }) => {
      const path = pictures.get(avatar_sha256 ?? '');
      const name = hook_name || mk_hook_type || message.hook;
      return [`${conversation_id}/${hook_key}`, { name, picture: path === undefined ? undefined : ROOT + path }];
    }),
  );
}

const mailsOf = (rows: readonly { cmail: string }[]): ReadonlySet<string> =>
  new Set(rows.flatMap(({ cmail }) => (cmail === '' ? [] : [cmail.toLowerCase()])));
