// render: Atom feeds (RFC 4287) of a site that is served from a known address: the latest messages of all, and of each conversation.
// Invariant: ids and dates come from the archive, never from the clock, so the same archive gives the same feeds; an entry's id is its
// permanent link, which never moves.
import type { Database } from '../store/database.js';
import type { Row } from '../store/values.js';
import { conversationFolder, messageHref } from './addresses.js';
import type { Catalog, ConversationInfo } from './catalog.js';
import type { Directory } from './directory.js';
import { senderOf } from './message-subject.js';
import type { SiteFacts } from './page-frame.js';
import type { PageWriter } from './page-writer.js';
import { addTo, readRows } from './rows.js';
import type { Words } from './words.js';
import { XML_HEAD, xmlText } from './xml.js';

const FEED = 'feed.xml';

/** Entries of a feed. */
const MOST = 20;
const TITLE_LENGTH = 80;

interface LatestRow extends Row {
  readonly conversation_id: string;
  readonly message_nr: number;
  readonly account_id: string | null;
  readonly hook_key: string | null;
  readonly sender_name: string | null;
  readonly subject: string;
  readonly text: string;
  readonly file_names: string;
  readonly posted_ms: number;
  readonly updated_ms: number;
}

export interface FeedSources {
  readonly database: Database;
  readonly catalog: Catalog;
  readonly directory: Directory;
  readonly site: SiteFacts;
  readonly writer: PageWriter;
  readonly words: Words;
}

/** Writes `feed.xml` of the site and of each conversation. `site.baseUrl` ends in a slash. */
export async function writeFeeds(sources: FeedSources): Promise<void> {
  const { database, catalog, site, writer } = sources;
  const byConversation = new Map<string, LatestRow[]>();
  for (const row of await readRows<LatestRow>(database, 'latest', { most: MOST }))
    addTo(byConversation, row.conversation_id, row);
  const all: string[] = [];
  const latest = [...byConversation.values()].flat().sort(byTime).slice(0, MOST);
  const infos = new Map(catalog.conversations.map((info) => [info.conversation_id, info]));
  for (const info of catalog.conversations) {
    const rows = byConversation.get(info.conversation_id) ?? [];
    const entries = rows.map((row) => entryOf(row, info, sources));
    const folder = conversationFolder(info.conversation_id);
    writer.write(folder + FEED, feedOf(`${info.title} · ${site.siteTitle}`, folder, rows, entries, site));
  }
  for (const row of latest) {
    const info = infos.get(row.conversation_id);
    if (info !== undefined) all.push(entryOf(row, info, sources));
  }
  writer.write(FEED, feedOf(site.siteTitle, '', latest, all, site));
}

const byTime = (a: LatestRow, b: LatestRow): number =>
  b.posted_ms - a.posted_ms ||
  (a.conversation_id < b.conversation_id ? -1 : a.conversation_id > b.conversation_id ? 1 : 0) ||
  b.message_nr - a.message_nr;

const timeText = (timeMs: number): string => new Date(timeMs).toISOString();

function feedOf(
  title: string,
  folder: string,
  rows: readonly LatestRow[],
  entries: readonly string[],
  { baseUrl, siteTitle, part }: SiteFacts,
): string {
  const address = baseUrl + folder;
  const subtitle = part.length === 0 ? '' : `<subtitle>${xmlText(part.join(' '))}</subtitle>\n`;
  const updatedMs = Math.max(0, ...rows.map(({ updated_ms }) => updated_ms));
  return `${XML_HEAD}<feed xmlns="http://www.w3.org/2005/Atom">
<id>${xmlText(address)}</id>
<title>${xmlText(title)}</title>
${subtitle}<updated>${timeText(updatedMs)}</updated>
<author><name>${xmlText(siteTitle)}</name></author>
<link rel="self" href="${xmlText(address + FEED)}"/>
<link rel="alternate" type="text/html" href="${xmlText(`${address}index.html`)}"/>
${entries.join('')}</feed>
`;
}

function entryOf(row: LatestRow, info: ConversationInfo, { directory, site, words }: FeedSources): string {
  const address = site.baseUrl + conversationFolder(info.conversation_id) + messageHref(row.message_nr);
  const author = senderOf(row, directory, words).name;
  return `<entry>
<id>${xmlText(address)}</id>
<title>${xmlText(titleOf(row, info))}</title>
<updated>${timeText(row.updated_ms)}</updated>
<published>${timeText(row.posted_ms)}</published>
<author><name>${xmlText(author)}</name></author>
<link rel="alternate" type="text/html" href="${xmlText(address)}"/>
<content type="text">${xmlText(contentOf(row))}</content>
</entry>
`;
}

const contentOf = ({ text, file_names }: LatestRow): string => [text, file_names].filter(Boolean).join('\n');

/** The subject, or how the text begins, or else the names of files, after the conversation. */
function titleOf({ subject, text, file_names }: LatestRow, { title }: ConversationInfo): string {
  const words = (subject || text || file_names).replace(/\s+/g, ' ').trim();
  const begun = [...words].slice(0, TITLE_LENGTH).join('');
  return words === '' ? title : `${title}: ${begun}${begun.length < words.length ? '…' : ''}`;
}
