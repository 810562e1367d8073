// render: messages in order → days and turns, the way a reader takes them in.
// Invariant: order is kept and every message is in exactly one turn; a turn is one author's on one day.
import type { MessageView } from './message-view.js';
import type { PersonView } from './people.js';
import { longDay } from './words.js';

/** Messages that one person wrote one after the other, or system messages in a row (they have `words`). */
export interface Turn {
  readonly author: PersonView;
  readonly badge: string;
  readonly isSystem: boolean;
  readonly messages: MessageView[];
}

export interface Day {
  /** Anchor of the day on its page, such as `d2015-07-14`; '' when a later part of the page repeats a day. */
  readonly id: string;
  readonly label: string;
  readonly turns: Turn[];
}

const PAUSE_MS = 15 * 60_000;

/** Groups the messages of a page. */
export function groupMessages(messages: readonly MessageView[]): Day[] {
  const days: Day[] = [];
  const seen = new Set<string>();
  let previous: MessageView | undefined;
  for (const message of messages) {
    if (previous === undefined || !Object.is(message.day, previous.day)) days.push(newDay(message, seen));
    const turns = days[days.length - 1]?.turns ?? [];
    const turn = turns[turns.length - 1];
    if (turn !== undefined && previous !== undefined && belongsTo(turn, previous, message)) turn.messages.push(message);
    else turns.push(newTurn(message));
    previous = message;
  }
  return days;
}

function newDay(message: MessageView, seen: Set<string>): Day {
  const id = message.iso === '' ? '' : `d${message.iso.slice(0, 10)}`;
  const isRepeated = seen.has(id);
  seen.add(id);
  return {
    id: isRepeated ? '' : id,
    label: message.iso === '' ? 'Unknown day' : longDay(message.posted_ms),
    turns: [],
  };
}

const newTurn = (message: MessageView): Turn => ({
  author: message.author,
  badge: message.badge,
  isSystem: message.words !== undefined,
  messages: [message],
});

function belongsTo(turn: Turn, previous: MessageView, message: MessageView): boolean {
  if (turn.isSystem || message.words !== undefined) return turn.isSystem && message.words !== undefined;
  if (message.isEmail || previous.isEmail) return false;
  const isSameAuthor = turn.badge === message.badge && isSamePerson(turn.author, message.author);
  return isSameAuthor && Math.abs(message.posted_ms - previous.posted_ms) <= PAUSE_MS;
}

const isSamePerson = (a: PersonView, b: PersonView): boolean => a.name === b.name && a.href === b.href;
