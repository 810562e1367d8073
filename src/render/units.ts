// render: cuts the archive into pieces of work of bounded size, which threads take one by one.
// Invariant: the pieces cover every page of every conversation exactly once; a page is never cut in two.
import { MESSAGES_PER_PAGE } from './addresses.js';
import type { ConversationInfo, PageInfo } from './catalog.js';
import { ALL_NUMBERS, type Range } from './rows.js';
import type { UnitPlace } from './search/unit-index.js';

/** Some small conversations in order of id, or some pages of a large one. */
export interface WorkUnit {
  readonly range: Range;
  readonly conversations: readonly ConversationInfo[];
  /** True when the overview, pins, tasks and files of these conversations are to be made with it. */
  readonly hasBoards: boolean;
  /** True when no conversation of the unit has messages in another one. */
  readonly isWhole: boolean;
  readonly messages: number;
  readonly place: UnitPlace;
}

/** What a finished unit has made. */
export interface UnitResult {
  readonly pages: number;
  readonly messages: number;
}

/** Messages in a unit, roughly: enough that a scan of the table is worth it, few enough that a thread stays small. */
const UNIT_MESSAGES = 12_000;

export function planUnits(conversations: readonly ConversationInfo[], unitMessages = UNIT_MESSAGES): WorkUnit[] {
  const units: UnplacedUnit[] = [];
  let small: ConversationInfo[] = [];
  let messages = 0;
  const flush = (): void => {
    if (small.length > 0) units.push(wholeUnit(small, messages));
    small = [];
    messages = 0;
  };
  for (const conversation of conversations) {
    if (messages + conversation.messages > unitMessages) flush();
    if (conversation.messages > unitMessages) {
      units.push(...partUnits(conversation, unitMessages));
    } else {
      small.push(conversation);
      messages += conversation.messages;
    }
  }
  flush();
  return placed(units);
}

type UnplacedUnit = Omit<WorkUnit, 'place'>;

/** The units are in order, and so are their messages in the search index. */
function placed(units: readonly UnplacedUnit[]): WorkUnit[] {
  let firstDocument = 0;
  return units.map((unit, number) => {
    const place = { unit: number, firstDocument };
    firstDocument += unit.messages;
    return { ...unit, place };
  });
}

function wholeUnit(conversations: readonly ConversationInfo[], messages: number): UnplacedUnit {
  const firstId = conversations[0]?.conversation_id ?? '';
  const lastId = conversations[conversations.length - 1]?.conversation_id ?? '';
  return { range: { firstId, lastId, ...ALL_NUMBERS }, conversations, hasBoards: true, isWhole: true, messages };
}

function partUnits(conversation: ConversationInfo, unitMessages: number): UnplacedUnit[] {
  const parts: PageInfo[][] = [];
  let held = Number.POSITIVE_INFINITY;
  for (const page of conversation.pages) {
    if (held + page.messages > unitMessages) {
      parts.push([]);
      held = 0;
    }
    parts[parts.length - 1]?.push(page);
    held += page.messages;
  }
  return parts.map((pages, index) => partUnit(conversation, pages, index === 0));
}

function partUnit(conversation: ConversationInfo, pages: readonly PageInfo[], hasBoards: boolean): UnplacedUnit {
  const id = conversation.conversation_id;
  const firstNr = (pages[0]?.page ?? 0) * MESSAGES_PER_PAGE;
  const lastNr = ((pages[pages.length - 1]?.page ?? 0) + 1) * MESSAGES_PER_PAGE - 1;
  const messages = pages.reduce((total, page) => total + page.messages, 0);
  return {
    range: { firstId: id, lastId: id, firstNr, lastNr },
    conversations: [conversation],
    hasBoards,
    isWhole: false,
    messages,
  };
}
