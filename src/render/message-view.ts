// render: one message → the view that a template prints.
// Invariant: a view holds words, numbers and SafeHtml of markup-html.ts only; nothing of the wire passes through unread.
import type { MessageBody } from '../fleep/markup/plain-text.js';
import { anchorOf, messageHref } from './addresses.js';
import { findHtml, type SafeHtml } from './markup-html.js';
import { findExtras, type MessageExtras } from './message-extras.js';
import {
  findTarget,
  isTextType,
  markupContext,
  type Subject,
  senderOf,
  subjectOf,
  type ViewSources,
} from './message-subject.js';
import type { PersonView } from './people.js';
import type { MessageRow, TargetRow } from './rows.js';
import { type SystemContext, systemWords, type WordPart } from './system-words.js';
import { isoTime, type Words } from './words.js';

/** What a message says: HTML made from markup, words that are shown as they are, or the sentence of a system message. */
export interface BodyView {
  readonly html?: SafeHtml | undefined;
  readonly plain?: string | undefined;
  readonly isMalformed?: boolean | undefined;
  readonly words?: readonly WordPart[] | undefined;
}

export interface MessageView extends BodyView {
  readonly message_nr: number;
  readonly anchor: string;
  readonly href: string;
  readonly clock: string;
  readonly iso: string;
  /** The time in UTC, where the site tells times of another zone. */
  readonly utc: string;
  readonly posted_ms: number;
  /** Whole days since 1970 in the zone of the site; NaN when the time is not known. */
  readonly day: number;
  readonly author: PersonView;
  /** `integration` when the sender is no person. */
  readonly badge: string;
  readonly isEmail: boolean;
  /** Undefined for most messages. */
  readonly extras: MessageExtras | undefined;
  /** True when there is nothing but HTML to show. */
  readonly isSimple: boolean;
}

/** The view of a message; `isOnOwnPage` says that links to it can be mere anchors. */
export function messageView(
  conversation_id: string,
  row: MessageRow,
  sources: ViewSources,
  isOnOwnPage: boolean,
): MessageView {
  return viewOf(subjectOf(conversation_id, row, sources), isOnOwnPage);
}

/** The same for a subject that is there already. */
export function viewOf(subject: Subject, isOnOwnPage: boolean): MessageView {
  const { row } = subject;
  const { words } = subject.sources;
  const content = bodyView(subject, subject.type, subject.body);
  const sender = authorOf(subject);
  const extras = findExtras(subject, bodyView);
  const anchor = anchorOf(row.message_nr);
  const posted_ms = row.posted_ms ?? 0;
  const isDated = row.posted_ms !== null;
  // Written out field by field: objects of one shape are what templates read fastest.
  return {
    message_nr: row.message_nr,
    anchor,
    href: isOnOwnPage ? `#${anchor}` : messageHref(row.message_nr),
    clock: isDated ? words.clockTime(posted_ms) : '––:––',
    iso: isDated ? isoTime(posted_ms) : '',
    utc: isDated ? words.timeInUtc(posted_ms) : '',
    posted_ms,
    day: isDated ? words.dayNumber(posted_ms) : Number.NaN,
    author: sender.author,
    badge: sender.badge,
    isEmail: subject.type.startsWith('email'),
    html: content.html,
    plain: content.plain,
    isMalformed: content.isMalformed,
    words: content.words,
    extras,
    isSimple: extras === undefined && content.html !== undefined,
  };
}

/** Who wrote a message: an account, a name that came with it, or an integration. */
export function authorOf({ conversation_id, row, details, sources }: Subject): { author: PersonView; badge: string } {
  const { directory, words } = sources;
  const { hook_key = null, sender_name = null } = details;
  const author = senderOf({ conversation_id, account_id: row.account_id, hook_key, sender_name }, directory, words);
  return { author, badge: hook_key ? words.texts.message.integration : '' };
}

// A payload is shown in words alone, of an earlier version as well: there are secrets in it.
function bodyView(subject: Subject, type: string, body: MessageBody): BodyView {
  if (body.kind === 'markup') return { html: findHtml(body.nodes, markupContext(subject)) };
  const rest = body.kind === 'plain' ? body.text : '';
  if (!isTextType(type)) {
    const payload = body.kind === 'payload' ? body.payload : undefined;
    return { words: systemWords(type, payload, rest, systemContext(subject)) };
  }
  return rest === '' ? {} : { plain: rest, isMalformed: body.kind === 'plain' && body.isMalformed };
}

function systemContext(subject: Subject): SystemContext {
  const { directory, words } = subject.sources;
  const { people, teamNames } = directory;
  return {
    author: people.get(subject.row.account_id),
    account_id: subject.row.account_id,
    ref_message_nr: subject.details.ref_message_nr ?? null,
    words,
    getPerson: (account_id) => people.get(account_id),
    findTeamName: (team_id) => teamNames.get(team_id),
    isConversationMail: directory.isConversationMail,
    findMessage: (message_nr) => {
      const target = findTarget(subject, message_nr);
      return target && { href: messageHref(message_nr), day: targetDay(target, words) };
    },
  };
}

const targetDay = (target: TargetRow, words: Words): string =>
  target.posted_ms === null ? words.texts.message.number(target.message_nr) : words.dayAndTime(target.posted_ms);
