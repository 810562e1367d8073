// render: who was a member of a conversation when, what they were shown and what it was called → the script that the as-of control loads.
// Invariant: a script of ASCII that calls one function with one JSON value; it holds names, numbers and times, and no secret.
import type { Row } from '../store/values.js';
import { conversationFolder } from './addresses.js';
import type { ConversationInfo } from './catalog.js';
import type { Directory } from './directory.js';
import type { MemberRow } from './overview.js';
import type { RenderContext } from './render-context.js';
import { addTo } from './rows.js';

export interface DisclosureRow extends Row {
  readonly conversation_id: string;
  readonly account_id: string;
  readonly disclosed_nr: number;
  readonly disclosed_ms: number | null;
  readonly from_nr: number;
}

export interface TopicRow extends Row {
  readonly conversation_id: string;
  readonly named_ms: number;
  readonly topic: string;
}

/** What is known of one conversation's past. */
export interface PastRows {
  readonly members: readonly MemberRow[];
  readonly disclosures: readonly DisclosureRow[];
  readonly topics: readonly TopicRow[];
}

const seconds = (timeMs: number | null): number | null => (timeMs === null ? null : Math.floor(timeMs / 1000));

/** Writes `past.js` into the folder of a conversation. */
export function writePast(conversation: ConversationInfo, rows: PastRows, context: RenderContext): void {
  const { pages, conversation_id } = conversation;
  const past = {
    people: peopleOf(rows, context.directory),
    topics: rows.topics.map(({ named_ms, topic }) => [seconds(named_ms), topic]),
    pages: pages.map(({ page, firstMs }) => [page, seconds(firstMs)]),
  };
  context.writer.write(`${conversationFolder(conversation_id)}past.js`, `fleepPast(${ascii(JSON.stringify(past))});\n`);
}

/** Each person once, with the stretches of membership and what was disclosed. */
function peopleOf({ members, disclosures }: PastRows, { people }: Directory) {
  const stretches = new Map<string, MemberRow[]>();
  for (const row of members) addTo(stretches, row.account_id, row);
  const shown = new Map<string, DisclosureRow[]>();
  for (const row of disclosures) addTo(shown, row.account_id, row);
  return [...new Set([...stretches.keys(), ...shown.keys()])].map((id) => {
    const { name, href } = people.get(id);
    return {
      name,
      href,
      stretches: (stretches.get(id) ?? []).map(stretchOf),
      shown: (shown.get(id) ?? []).map((row) => [seconds(row.disclosed_ms), row.from_nr, row.disclosed_nr]),
    };
  });
}

const stretchOf = ({ joined_ms, joined_nr, left_ms, left_nr, is_current }: MemberRow) => [
  seconds(joined_ms),
  joined_nr,
  seconds(left_ms),
  left_nr,
  is_current ? 1 : 0,
];

// A page on disk says nothing of the character set of its scripts.
const ascii = (json: string): string =>
  json.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
