// render: messages in order → days and turns, the way a reader takes them in.
// Invariant: order is kept and every message is in exactly one turn; a turn is one author's on one day.
import type { MessageView } from './message-view.js';
import type { PersonView } from './people.js';
import type { Words } from './words.js';

/** Messages that one person wrote one after the other, or system messages in a row (they have `words`). */
export interface Turn {
  readonly author: PersonView;
  readonly badge: string;
  readonly isSystem: boolean;
  /** True for simple messages of a person with a page and initials: the shortest way through the template. */
  isPlain: boolean;
  readonly messages: MessageView[];
}

export interface Day {
  /** Anchor of the day on its page: `d2015-07-14`, or `d2015-07-14-2` where a page comes back to a day. */
  readonly id: string;
  readonly label: string;
  readonly turns: Turn[];
}

const PAUSE_MS = 15 * 60_000;

/** Groups the messages of a page. */
export function groupMessages(messages: readonly MessageView[], words: Words): Day[] {
  const days: Day[] = [];
  const timesSeen = new Map<number, number>();
  let previous: MessageView | undefined;
  for (const message of messages) {
    if (previous === undefined || !Object.is(message.day, previous.day)) days.push(newDay(message, timesSeen, words));
    const turns = days[days.length - 1]?.turns ?? [];
    const turn = turns[turns.length - 1];
    if (turn !== undefined && previous !== undefined && belongsTo(turn, previous, message)) continueTurn(turn, message);
    else turns.push(newTurn(message));
    previous = message;
  }
  return days;
}

function newDay(message: MessageView, timesSeen: Map<number, number>, words: Words): Day {
  const times = (timesSeen.get(message.day) ?? 0) + 1;
  timesSeen.set(message.day, times);
  const isDated = message.iso !== '';
  const name = isDated ? `d${words.isoDay(message.posted_ms)}` : 'undated';
  return {
    id: times === 1 ? name : `${name}-${times}`,
    label: isDated ? words.longDay(message.posted_ms) : words.texts.dates.unknownDay,
    turns: [],
  };
}

function newTurn(message: MessageView): Turn {
  const { author, badge } = message;
  const isSystem = message.words !== undefined;
  return {
    author,
    badge,
    isSystem,
    isPlain: message.isSimple && badge === '' && author.href !== undefined && author.picture === undefined,
    messages: [message],
  };
}

function continueTurn(turn: Turn, message: MessageView): void {
  turn.messages.push(message);
  turn.isPlain &&= message.isSimple;
}

function belongsTo(turn: Turn, previous: MessageView, message: MessageView): boolean {
  if (turn.isSystem || message.words !== undefined) return turn.isSystem && message.words !== undefined;
  if (message.isEmail || previous.isEmail) return false;
  if (Math.abs(message.posted_ms - previous.posted_ms) > PAUSE_MS) return false;
  return turn.badge === message.badge && isSamePerson(turn.author, message.author);
}

const isSamePerson = (a: PersonView, b: PersonView): boolean => a === b || (a.name === b.name && a.href === b.href);
