// browser: every text that the search page's script shows, but for what is wrong with a query (search/lexemes.ts and search/query.ts).
// Invariant: numbers and dates look as they do on the other pages (render/words.ts), whatever the reader's machine is set to.

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

export const SEARCHING = 'Searching…';
const NOTHING_FOUND = 'Nothing was found.';
export const CONVERSATION = 'Conversation';
export const LATEST_MESSAGE = 'latest message';
export const FILE = 'File';

/** `14 Jul 2015, 14:05`, UTC. */
export function dayAndTime(timeMs: number): string {
  const date = new Date(timeMs);
  const clock = [date.getUTCHours(), date.getUTCMinutes()].map((part) => String(part).padStart(2, '0')).join(':');
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}, ${clock}`;
}

/** While texts are still looked at. */
export const foundSoFar = (results: number, open: number): string =>
  `${counted(results, 'result')} so far, ${counted(open, 'message')} still to be looked at`;

export function foundInAll(messages: number, conversations: number, shown: number): string {
  if (messages + conversations === 0) return NOTHING_FOUND;
  const parts = [
    ...(messages > 0 ? [counted(messages, 'message')] : []),
    ...(conversations > 0 ? [counted(conversations, 'conversation')] : []),
  ];
  return `${parts.join(' and ')}${messages + conversations > shown ? `, the first ${shown} shown` : ''}`;
}

const counted = (count: number, one: string): string =>
  `${String(count).replace(/\B(?=(\d{3})+$)/g, ',')} ${one}${count === 1 ? '' : 's'}`;
