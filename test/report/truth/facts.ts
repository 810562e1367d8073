// test: what a world says, in the shape in which the truth of the reports counts it. It imports nothing of src/ and asks no SQL: the
// records come from the reading of worlds in test/conformance, which does not either.
import { simpleText } from '../../conformance/simple-text.js';
import { truthOf, type WorldLine } from '../../conformance/truth.js';
import { shownName } from '../../support/shown-name.js';

export interface Said {
  readonly conversationId: string;
  readonly nr: number;
  readonly accountId: string | null;
  readonly type: string;
  readonly state: string;
  /** Seconds since 1970. */
  readonly posted: number | null;
  readonly edited: number | null;
  readonly editor: string | null;
  readonly sender: string;
  readonly wire: string;
  readonly text: string | null;
  readonly isDeleted: boolean;
  readonly isPinned: boolean;
  readonly task: string | null;
  readonly sectionId: string | null;
  readonly assignees: readonly string[];
  readonly hookKey: string;
  readonly reactions: readonly (readonly [string, string])[];
  readonly mentioned: readonly string[];
  /** What was seen of it from sync to sync, oldest first; the last is the one of today. */
  readonly versions: readonly Version[];
}

export interface Version {
  /** Subject and body. */
  readonly words: string;
  readonly edited: number | null;
  readonly editor: string | null;
  /** Pinned, unpinned or a task: Fleep gives such a change a time of editing as well. */
  readonly isMarked: boolean;
}

export type Row = Readonly<Record<string, unknown>>;

export interface Facts {
  readonly messages: readonly Said[];
  /** Text, e-mail and file messages that were not deleted. */
  readonly talk: readonly Said[];
  readonly files: readonly Row[];
  readonly previews: readonly Row[];
  readonly conversations: readonly Row[];
  readonly hooks: readonly Row[];
  readonly sections: readonly Row[];
  readonly teams: readonly Row[];
  /** Team and person; who was only asked to join has none. */
  readonly seats: readonly (readonly [string, string])[];
  readonly person: ReadonlyMap<string, string>;
  readonly title: ReadonlyMap<string, string>;
}

const TALK = new Set(['text', 'textV2', 'email', 'emailV2', 'file']);

/** `before` are the worlds at earlier syncs, the oldest first: what was the latest version then is known. */
export function factsOf(lines: readonly WorldLine[], before: readonly (readonly WorldLine[])[] = []): Facts {
  const truth = truthOf(lines);
  const known = before.map((world) => truthOf(world).messages);
  const rows = (table: string): Row[] => [...(truth[table]?.values() ?? [])];
  const mentions = [...(truth.mentions?.entries() ?? [])];
  const messages = [...(truth.messages?.entries() ?? [])].map(([key, row]) =>
    said(
      key,
      row,
      known.map((one) => one?.get(key)).filter((one) => one !== undefined),
      mentions,
    ),
  );
  const accounts = rows('accounts');
  const conversations = rows('conversations');
  return {
    messages,
    talk: messages.filter((one) => TALK.has(one.type) && !one.isDeleted),
    files: rows('files'),
    previews: rows('previews'),
    conversations,
    hooks: rows('hooks'),
    sections: rows('sections'),
    teams: rows('teams'),
    seats: [...(truth.team_members?.entries() ?? [])]
      .filter(([, row]) => row.is_pending !== true)
      .map(([key]) => pairOf(key)),
    person: namesOf(
      accounts,
      'account_id',
      (row) =>
        shownName(str(row.display_name)) ||
        shownName(str(row.full_name)) ||
        shownName(str(row.email)) ||
        str(row.account_id),
    ),
    title: namesOf(
      conversations,
      'conversation_id',
      (row) => shownName(str(row.title)) || `untitled ${str(row.conversation_id).slice(0, 8)}`,
    ),
  };
}

const pairOf = (key: string): readonly [string, string] => {
  const [one = '', other = ''] = key.split(' ');
  return [one, other];
};

function said(key: string, row: Row, earlier: readonly Row[], mentions: readonly (readonly [string, Row])[]): Said {
  const isText = ['text', 'email', 'textV2', 'emailV2', 'separator'].includes(str(row.mk_message_type));
  const wire = str(row.message);
  const deleted = row.is_deleted === true;
  return {
    conversationId: str(row.conversation_id),
    nr: Number(row.message_nr),
    accountId: nullable(row.account_id),
    type: str(row.mk_message_type),
    state: str(row.mk_message_state).replace(/^.*:/, ''),
    posted: number(row.posted_time),
    edited: number(row.edited_time),
    editor: nullable(row.edit_account_id),
    sender: str(row.sender_name),
    wire,
    text: isText ? textOf(wire) : null,
    isDeleted: deleted,
    isPinned: row.is_pinned === true,
    task: nullable(row.task_state),
    sectionId: nullable(row.section_id),
    assignees: Array.isArray(row.assignee_ids) ? row.assignee_ids.map(String) : [],
    hookKey: str(row.hook_key),
    reactions: deleted ? [] : reactionsOf(row.reactions),
    mentioned: mentions.filter(([one]) => one.startsWith(`${key} `)).map(([one]) => one.slice(key.length + 1)),
    versions: [...earlier, row]
      .filter((one, index, all) => index === 0 || JSON.stringify(one) !== JSON.stringify(all[index - 1]))
      .map(versionOf),
  };
}

const versionOf = (row: Row): Version => ({
  words: JSON.stringify([str(row.subject), str(row.message)]),
  edited: number(row.edited_time),
  editor: nullable(row.edit_account_id),
  isMarked:
    row.is_pinned === true || nullable(row.task_state) !== null || str(row.mk_message_state).endsWith(':unpinned'),
});

/** Preformatted text reads like any other. */
function textOf(wire: string): string {
  const text = simpleText(wire.replaceAll(/<\/?pre( [^<>]*)?>/g, ''));
  if (text === undefined) throw new Error(`The truth cannot read ${wire}`);
  return text;
}

const reactionsOf = (value: unknown): [string, string][] =>
  Object.entries(typeof value === 'object' && value !== null ? value : {}).flatMap(([reaction, people]) =>
    Array.isArray(people) ? people.map((id): [string, string] => [reaction, String(id)]) : [],
  );

/** What to call each; those with one name are told apart by the start of the id. */
function namesOf(rows: readonly Row[], id: string, nameOf: (row: Row) => string): Map<string, string> {
  const names = rows.map(nameOf);
  return new Map(
    rows.map((row, index) => {
      const name = names[index] ?? '';
      const isShared = names.filter((other) => other === name).length > 1;
      return [str(row[id]), isShared ? `${name} (${str(row[id]).slice(0, 8)})` : name];
    }),
  );
}

export const str = (value: unknown): string => (typeof value === 'string' ? value : '');
const nullable = (value: unknown): string | null => (typeof value === 'string' ? value : null);
export const number = (value: unknown): number | null => (typeof value === 'number' ? value : null);
