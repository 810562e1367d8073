// render: system messages in words (fleep-wire.md section 4.3), as parts that a template joins.
// Invariant: every type says something, known or not, and no secret of the service (hook_key, hook_url, autojoin_url, cmail)
// is among the words.
import type { PersonView } from './people.js';
import { listGlue } from './words.js';

/** A piece of a sentence: words, a person, or a link to a message of the same conversation. */
export interface WordPart {
  readonly text?: string;
  readonly person?: PersonView;
  readonly href?: string;
}

type Payload = Readonly<Record<string, unknown>>;

/** Everything that a sentence may have to name. */
export interface SystemContext {
  readonly author: PersonView;
  readonly account_id: string | null;
  getPerson(account_id: string): PersonView;
  findTeamName(team_id: string): string | undefined;
  /** A link to a message of this conversation, or undefined when the archive does not hold it. */
  findMessage(message_nr: number): { readonly href: string; readonly day: string } | undefined;
  readonly ref_message_nr: number | null;
}

// What is said when the payload brings no sysmsg_text of its own.
const SENTENCES: ReadonlyMap<string, string> = new Map([
  ['create', '{author} created the conversation{named}{withMembers}.'],
  ['add', '{author} added {members}.'],
  ['add_team', '{author} added {teams}.'],
  ['add_teamV2', '{author} added {members} using {team_name}.'],
  ['kick_team', '{author} removed {teams}.'],
  ['leave', '{author} left the conversation.'],
  ['kick', '{author} removed {members}.'],
  ['kickV2', '{author} removed {members}.'],
  ['topic', '{author} changed the topic to “{topic}”.'],
  ['alerts', '{author} changed when this conversation alerts.'],
  ['disclose', '{author} disclosed earlier messages to {teamsAndMembers}{fromMessage}.'],
  ['discloseV2', '{author} disclosed earlier messages to {teamsAndMembers}{fromMessage}.'],
  ['hook', '{author} added the integration “{hook_name}”.'],
  ['unhook', '{author} removed the integration “{hook_name}”.'],
  ['file', '{author} shared the file “{file_name}”.'],
  ['delfile', '{author} removed {file_names}.'],
  ['hangout', '{author} started a hangout.'],
  ['call', '{author} started a call.'],
  ['replace', '{author} goes on with another e-mail address.'],
  ['share', '{author} shared this conversation by a link.'],
  ['unshare', '{author} stopped sharing this conversation by a link.'],
  ['show', '{author} made this conversation visible.'],
  ['unshow', '{author} made this conversation invisible.'],
  ['url_previews', '{author} turned link previews on.'],
  ['no_url_previews', '{author} turned link previews off.'],
  ['autojoin', '{author} joined through a link.'],
  ['signin', '{author} became a Fleep user.'],
  ['passiveV1', '{author} stopped following this conversation.'],
  ['joinV1', '{author} joined the conversation.'],
  ['unmanage', 'This conversation is no longer managed by an organisation.'],
  ['deleteV1', '{author} deleted this conversation for {members}.'],
  ['closeV1', 'The Fleep account of {topic} was deleted.'],
  ['closeV2', 'The Fleep account of {topic} was deleted.'],
  ['enable_done_notifs', '{author} turned notices of finished tasks on.'],
  ['disable_done_notifs', '{author} turned notices of finished tasks off.'],
  ['task_completed', '{author} completed {task}.'],
  ['bounce', 'An e-mail could not be delivered.'],
  ['delete', '{author} deleted this conversation.'],
]);

const SECRETS: ReadonlySet<string> = new Set(['hook_key', 'hook_url', 'autojoin_url', 'cmail', 'outgoing_url']);
const MAX_SHOWN_JSON = 2_000;

/** The sentence for a system message. `payload` is undefined when the body is no JSON; `rest` is what it is then. */
export function systemWords(
  type: string,
  payload: Payload | undefined,
  rest: string,
  context: SystemContext,
): WordPart[] {
  const sentence = findSentence(type, payload, context);
  if (sentence === undefined) return [{ text: `${type}: ${payload === undefined ? rest : shownJson(payload)}` }];
  const parts = sentence.split(/\{(\w+)\}/).flatMap((piece, index) => {
    return index % 2 === 0 ? words(piece) : fill(piece, payload ?? {}, context);
  });
  return payload === undefined && rest !== '' ? [...parts, { text: ` ${rest}` }] : parts;
}

function findSentence(type: string, payload: Payload | undefined, context: SystemContext): string | undefined {
  const given = payload?.sysmsg_text;
  // A finished task is worth a link to it, which the given sentence has no place for.
  if (typeof given === 'string' && given !== '' && type !== 'task_completed') return given;
  if (type === 'topic' && textOf(payload?.topic) === '') return '{author} removed the topic.';
  if (type === 'add' && isAlone(payload, context)) return '{author} joined the conversation.';
  if (type.startsWith('kick') && isAlone(payload, context)) return '{author} left the conversation.';
  return SENTENCES.get(type);
}

const isAlone = (payload: Payload | undefined, { account_id }: SystemContext): boolean => {
  const members = listOf(payload?.members);
  return members.length === 1 && members[0] === account_id;
};

const words = (text: string): WordPart[] => (text === '' ? [] : [{ text }]);

function fill(name: string, payload: Payload, context: SystemContext): WordPart[] {
  switch (name) {
    case 'author':
      return [{ person: context.author }];
    case 'members':
      return joined(membersOf(payload, context), 'nobody');
    case 'teams':
      return joined(teamsOf(payload, context), 'a team');
    case 'teamsAndMembers':
      return joined([...teamsOf(payload, context), ...membersOf(payload, context)], 'nobody');
    case 'withMembers':
      return listOf(payload.members).length === 0 ? [] : [{ text: ' with ' }, ...fill('members', payload, context)];
    case 'named':
      return textOf(payload.topic) === '' ? [] : [{ text: ` “${textOf(payload.topic)}”` }];
    case 'disclose_time':
      return [messagePart(context.ref_message_nr, context, 'an earlier message')];
    case 'fromMessage':
      return context.ref_message_nr === null ? [] : [{ text: ', from ' }, ...fill('disclose_time', payload, context)];
    case 'task':
      return [messagePart(numberOf(payload.task_message_nr), context, 'a task')];
    case 'file_names':
      return joined(
        listOf(payload.file_names).map((text) => ({ text })),
        'files',
      );
    default:
      return words(SECRETS.has(name) ? '' : textOf(payload[name]) || `{${name}}`);
  }
}

function messagePart(message_nr: number | null, context: SystemContext, text: string): WordPart {
  const target = message_nr === null ? undefined : context.findMessage(message_nr);
  if (target === undefined) return { text };
  return { href: target.href, text: text === 'a task' ? text : target.day };
}

const membersOf = (payload: Payload, context: SystemContext): WordPart[] =>
  listOf(payload.members).map((id) => ({ person: context.getPerson(id) }));

function teamsOf(payload: Payload, context: SystemContext): WordPart[] {
  const names = listOf(payload.team_names);
  const ids = [...listOf(payload.team_ids), ...listOf(payload.teams)];
  const found = names.length > 0 ? names : ids.map((id) => context.findTeamName(id) ?? 'a team');
  return found.map((name) => ({ text: `team ${name}` }));
}

function joined(parts: readonly WordPart[], none: string): WordPart[] {
  if (parts.length === 0) return [{ text: none }];
  return parts.flatMap((part, index) => [...words(listGlue(index, parts.length)), part]);
}

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';

const numberOf = (value: unknown): number | null => {
  const number = typeof value === 'string' ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : null;
};

const listOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];

/** JSON for a payload that no sentence covers, its secrets left out. */
function shownJson(payload: Payload): string {
  const json = JSON.stringify(payload, (key, value) => (SECRETS.has(key) ? undefined : value)) ?? '';
  return json.length > MAX_SHOWN_JSON ? `${json.slice(0, MAX_SHOWN_JSON)}…` : json;
}
