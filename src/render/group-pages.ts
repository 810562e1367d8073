// render: what gathers conversations and people: a page of teams, one of labels and one of integrations.
// Invariant: a page is made exactly when there is something on it; no key and no address of an integration is read here.
import type { Database } from '../store/database.js';
import type { Row } from '../store/values.js';
import { CONVERSATION_PAGES, conversationFolder, GROUP_PAGES, messageHref, slugOf } from './addresses.js';
import type { Catalog, ConversationInfo } from './catalog.js';
import type { Frame, SiteFacts } from './page-frame.js';
import type { PageWriter } from './page-writer.js';
import type { People } from './people.js';
import { addTo, readRows } from './rows.js';
import type { Templates } from './templates.js';
import type { Words } from './words.js';

interface TeamRow extends Row {
  readonly team_id: string;
  readonly team_name: string | null;
  readonly is_managed: boolean;
  readonly is_gone: boolean;
}

interface TeamMemberRow extends Row {
  readonly team_id: string;
  readonly account_id: string;
  readonly is_admin: boolean;
  readonly is_pending: boolean;
}

interface IntegrationRow extends Row {
  readonly conversation_id: string;
  readonly name: string | null;
  readonly mk_hook_type: string | null;
  readonly account_id: string | null;
  readonly is_active: boolean | null;
  readonly has_record: boolean;
  readonly messages: number;
  readonly first_nr: number | null;
  readonly first_ms: number | null;
  readonly last_ms: number | null;
}

/** What the pages are made of, and how many of each there are. */
export interface Groups {
  readonly teams: readonly TeamRow[];
  readonly teamMembers: ReadonlyMap<string, readonly TeamMemberRow[]>;
  /** In order of name; the conversations of each. */
  readonly labels: readonly { label_id: string; name: string; conversations: readonly ConversationInfo[] }[];
  readonly integrations: readonly IntegrationRow[];
}

export async function readGroups(database: Database, catalog: Catalog): Promise<Groups> {
  const teamMembers = new Map<string, TeamMemberRow[]>();
  for (const row of await readRows<TeamMemberRow>(database, 'team-members')) addTo(teamMembers, row.team_id, row);
  return {
    teams: await readRows<TeamRow>(database, 'teams'),
    teamMembers,
    labels: labelsOf(catalog),
    integrations: await readRows<IntegrationRow>(database, 'integrations'),
  };
}

function labelsOf({ conversations }: Catalog): Groups['labels'] {
  const names = new Map<string, string>();
  const groups = new Map<string, ConversationInfo[]>();
  for (const conversation of conversations) {
    for (const { label_id, name } of conversation.labels) {
      names.set(label_id, name);
      addTo(groups, label_id, conversation);
    }
  }
  const labels = [...groups].map(([label_id, group]) => ({
    label_id,
    name: names.get(label_id) ?? '',
    conversations: group,
  }));
  return labels.sort((a, b) => compare(a.name, b.name) || compare(a.label_id, b.label_id));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export interface GroupTargets {
  readonly templates: Templates;
  readonly writer: PageWriter;
  readonly site: SiteFacts;
  readonly words: Words;
}

/** Writes the pages of those that there are. `people` are as pages at the root name them. */
export function renderGroups(groups: Groups, catalog: Catalog, people: People, targets: GroupTargets): void {
  const { templates, writer, site, words } = targets;
  const { texts } = words;
  const frame = (path: string, pageTitle: string): Frame => ({ root: '', path, pageTitle, ...site, isHome: true });
  if (groups.teams.length > 0) {
    const view = { ...frame(GROUP_PAGES.teams, texts.groups.teams), teams: teamViews(groups, catalog, people, words) };
    writer.write(GROUP_PAGES.teams, templates.render('teams', view));
  }
  if (groups.labels.length > 0) {
    const labels = groups.labels.map(({ label_id, name, conversations }) => ({
      anchor: slugOf(label_id),
      name,
      conversations: conversationViews(conversations, words),
    }));
    writer.write(
      GROUP_PAGES.labels,
      templates.render('labels', { ...frame(GROUP_PAGES.labels, texts.groups.labels), labels }),
    );
  }
  if (groups.integrations.length > 0) {
    const view = {
      ...frame(GROUP_PAGES.integrations, texts.groups.integrations),
      integrations: integrationViews(groups, catalog, people, words),
    };
    writer.write(GROUP_PAGES.integrations, templates.render('integrations', view));
  }
}

function teamViews({ teams, teamMembers }: Groups, { conversations }: Catalog, people: People, words: Words) {
  const { groups, conversation } = words.texts;
  const byTeam = new Map<string, ConversationInfo[]>();
  for (const info of conversations) for (const id of new Set(info.teams)) addTo(byTeam, id, info);
  const views = teams.map(({ team_id, team_name, is_managed, is_gone }) => ({
    anchor: slugOf(team_id),
    name: team_name || conversation.unnamedTeam,
    badge: is_gone ? conversation.kinds.gone : is_managed ? conversation.kinds.managed : '',
    members: (teamMembers.get(team_id) ?? []).map(({ account_id, is_admin, is_pending }) => ({
      person: people.get(account_id),
      role: is_pending ? groups.pending : is_admin ? conversation.roles.admin : '',
    })),
    conversations: conversationViews(byTeam.get(team_id) ?? [], words),
  }));
  return views.sort((a, b) => compare(a.name, b.name) || compare(a.anchor, b.anchor));
}

/** The latest words first. */
function conversationViews(conversations: readonly ConversationInfo[], words: Words) {
  const sorted = [...conversations].sort(
    (a, b) => (b.lastMs ?? 0) - (a.lastMs ?? 0) || compare(a.conversation_id, b.conversation_id),
  );
  return sorted.map(({ conversation_id, title, messages, firstMs, lastMs }) => ({
    href: conversationFolder(conversation_id) + CONVERSATION_PAGES.overview,
    title,
    messages: words.count(messages),
    days: firstMs === null || lastMs === null ? '' : words.dayRange(firstMs, lastMs),
  }));
}

function integrationViews({ integrations }: Groups, { conversations }: Catalog, people: People, words: Words) {
  const { groups, message } = words.texts;
  const known = new Map(conversations.map((info) => [info.conversation_id, info]));
  return integrations.map((row) => {
    const folder = conversationFolder(row.conversation_id);
    const info = known.get(row.conversation_id);
    return {
      name: row.name || row.mk_hook_type || message.hook,
      type: row.mk_hook_type ?? '',
      state: row.is_active === false ? groups.switchedOff : row.has_record ? '' : groups.fromMessages,
      conversation: info && { title: info.title, href: folder + CONVERSATION_PAGES.overview },
      maker: row.account_id === null ? undefined : people.get(row.account_id),
      messages: words.count(row.messages),
      firstHref: row.first_nr === null ? undefined : folder + messageHref(row.first_nr),
      days: row.first_ms === null || row.last_ms === null ? '' : words.dayRange(row.first_ms, row.last_ms),
    };
  });
}
