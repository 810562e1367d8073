// render: system messages in words (fleep-wire.md section 4.3), as parts that a template joins.
// Invariant: every type says something, known or not, and no secret of the service (hook_key, hook_url, autojoin_url, cmail)
// is among the words; of a payload whose shape is not established, no key, no address of a page and no id either.
import { cut } from '../lib/cut.js';
import type { PersonView } from './people.js';
import type { Words } from './words.js';

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
  /** True for an address that delivers into a conversation: a secret. */
  isConversationMail(address: string): boolean;
  /** A link to a message of this conversation, or undefined when the archive does not hold it. */
  findMessage(message_nr: number): { readonly href: string; readonly day: string } | undefined;
  readonly ref_message_nr: number | null;
  readonly words: Words;
}

const SECRETS: ReadonlySet<string> = new Set(['hook_key', 'hook_url', 'autojoin_url', 'cmail', 'outgoing_url']);
/** What has one of these in its name may let somebody in. */
const SECRET_NAME = /key|token|secret|passw|ticket|cmail|url|link/i;
/** Types of which no payload was ever seen (fleep-wire.md section 11, question 17): what is in it may matter. */
const UNSEEN_TYPES: ReadonlySet<string> = new Set(['alerts', 'bounce', 'call', 'hangout', 'replace']);
/** Placeholders that stand for a name which the payload may lack. */
const NAMES = /\{(file_name|hook_name|org_name|team_name|topic)\}/g;
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
  const parts = sentence.text.split(/\{(\w+)\}/).flatMap((piece, index) => {
    return index % 2 === 0 ? words(piece) : fill(piece, payload ?? {}, context);
  });
  if (payload === undefined) return rest === '' ? parts : [...parts, { text: ` ${rest}` }];
  return sentence.isOwn && UNSEEN_TYPES.has(type) ? [...parts, ...fieldsOf(payload, context)] : parts;
}

interface Sentence {
  readonly text: string;
  /** Of the catalogue and not of the service. */
  readonly isOwn: boolean;
}

// The service speaks English: in another language its sentence is used only where the catalogue has none.
function findSentence(type: string, payload: Payload | undefined, context: SystemContext): Sentence | undefined {
  const { texts } = context.words;
  const own = ownSentence(type, payload, context);
  const given = textOf(payload?.sysmsg_text);
  // A finished task is worth a link to it, which the given sentence has no place for.
  if (given !== '' && type !== 'task_completed' && (texts.tag === 'en' || own === undefined))
    return { text: given, isOwn: false };
  return own === undefined ? undefined : { text: own, isOwn: true };
}

function ownSentence(type: string, payload: Payload | undefined, context: SystemContext): string | undefined {
  const { system } = context.words.texts;
  if (type === 'topic' && payload !== undefined && textOf(payload.topic) === '') return system.topicRemoved;
  if (type === 'add' && isAlone(payload, context)) return system.joinedAlone;
  if (type.startsWith('kick') && isAlone(payload, context)) return system.leftAlone;
  const sentence = system.sentences.get(type);
  return (lacksName(sentence, payload) ? system.unnamed.get(type) : undefined) ?? sentence;
}

const lacksName = (sentence: string | undefined, payload: Payload | undefined): boolean =>
  [...(sentence ?? '').matchAll(NAMES)].some(([, name = '']) => textOf(payload?.[name]) === '');

const isAlone = (payload: Payload | undefined, { account_id }: SystemContext): boolean => {
  const members = listOf(payload?.members);
  return members.length === 1 && members[0] === account_id;
};

const words = (text: string): WordPart[] => (text === '' ? [] : [{ text }]);

function fill(name: string, payload: Payload, context: SystemContext): WordPart[] {
  const { system } = context.words.texts;
  switch (name) {
    case 'author':
      return [{ person: context.author }];
    case 'members':
      return joined(membersOf(payload, context), system.nobody, context);
    case 'teams':
      return joined(teamsOf(payload, context), system.someTeam, context);
    case 'teamsAndMembers':
      return joined([...teamsOf(payload, context), ...membersOf(payload, context)], system.nobody, context);
    case 'withMembers':
      return listOf(payload.members).length === 0
        ? []
        : [{ text: system.withMembers }, ...fill('members', payload, context)];
    case 'named':
      return textOf(payload.topic) === '' ? [] : [{ text: ` “${textOf(payload.topic)}”` }];
    case 'disclose_time':
      return [messagePart(context.ref_message_nr, context)];
    case 'fromMessage':
      return context.ref_message_nr === null
        ? []
        : [{ text: system.fromMessage }, ...fill('disclose_time', payload, context)];
    case 'task':
      return [taskPart(numberOf(payload.task_message_nr), context)];
    case 'file_names':
      return joined(
        namesOf(payload.file_names).map((text) => ({ text })),
        system.files,
        context,
      );
    default:
      return words(SECRETS.has(name) ? '' : textOf(payload[name]) || (system.absent.get(name) ?? `{${name}}`));
  }
}

const targetOf = (message_nr: number | null, context: SystemContext) =>
  message_nr === null ? undefined : context.findMessage(message_nr);

/** A message by its day. */
function messagePart(message_nr: number | null, context: SystemContext): WordPart {
  const target = targetOf(message_nr, context);
  return target === undefined
    ? { text: context.words.texts.system.earlierMessage }
    : { href: target.href, text: target.day };
}

function taskPart(message_nr: number | null, context: SystemContext): WordPart {
  const text = context.words.texts.system.task;
  const target = targetOf(message_nr, context);
  return target === undefined ? { text } : { href: target.href, text };
}

const membersOf = (payload: Payload, context: SystemContext): WordPart[] =>
  listOf(payload.members).map((id) => ({ person: context.getPerson(id) }));

function teamsOf(payload: Payload, context: SystemContext): WordPart[] {
  const { system } = context.words.texts;
  const names = listOf(payload.team_names);
  const ids = [...listOf(payload.team_ids), ...listOf(payload.teams)];
  const found = names.length > 0 ? names : ids.map((id) => context.findTeamName(id) ?? system.someTeam);
  return found.map((name) => ({ text: system.team(name) }));
}

function joined(parts: readonly WordPart[], none: string, { words: glue }: SystemContext): WordPart[] {
  if (parts.length === 0) return [{ text: none }];
  return parts.flatMap((part, index) => [...words(glue.listGlue(index, parts.length)), part]);
}

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';

const numberOf = (value: unknown): number | null => {
  const number = typeof value === 'string' ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : null;
};

const listOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];

/** A single name need not stand in a list. */
const namesOf = (value: unknown): string[] => (typeof value === 'string' && value !== '' ? [value] : listOf(value));

/** The fields of a payload that say something to a reader, behind its sentence. */
function fieldsOf(payload: Payload, context: SystemContext): WordPart[] {
  const fields = Object.entries(payload).flatMap(([name, value]) => {
    const parts = name === 'sysmsg_text' || isSecret(name, value) ? [] : valueParts(name, value, context);
    return parts.length === 0 ? [] : [[{ text: `${name}: ` }, ...parts]];
  });
  return fields.flatMap((parts, index) => [{ text: index === 0 ? ' ' : ', ' }, ...parts]);
}

function valueParts(name: string, value: unknown, context: SystemContext): WordPart[] {
  if (name === 'members' && listOf(value).length > 0)
    return joined(membersOf({ members: value }, context), '', context);
  if (name === 'account_id' && textOf(value) !== '') return [{ person: context.getPerson(textOf(value)) }];
  if (/_ids?$/.test(name)) return [];
  const text = textOf(value) || (JSON.stringify(value, (key, one) => (isSecret(key, one) ? undefined : one)) ?? '');
  return /^(null|""|\[\]|\{\})?$/.test(text) ? [] : words(withDots(withoutMails(text, context)));
}

const isSecret = (name: string, value: unknown): boolean =>
  SECRET_NAME.test(name) || (typeof value === 'string' && value.includes('://'));

const withoutMails = (text: string, { isConversationMail, words: { texts } }: SystemContext): string =>
  text.replace(/[^\s<>"'(),;:]+@[^\s<>"'(),;:]+/g, (address) =>
    isConversationMail(address.replace(/\.+$/, '')) ? texts.message.thisConversation : address,
  );

const withDots = (text: string): string => (text.length > MAX_SHOWN_JSON ? `${cut(text, MAX_SHOWN_JSON)}…` : text);

/** JSON for a payload that no sentence covers, its secrets left out. */
const shownJson = (payload: Payload): string =>
  withDots(JSON.stringify(payload, (key, value) => (SECRETS.has(key) ? undefined : value)) ?? '');
