// render: the page that says what the archive holds, what it does not hold and why, and how and when it was taken.
// Invariant: the one page that depends on how the archive was taken and not on what is in it only: runs, their times, and the journal's
// last hash stand here and nowhere else in the site.
import type { Database } from '../store/database.js';
import { readQuery } from '../store/sql.js';
import type { Row } from '../store/values.js';
import { CONVERSATION_PAGES, conversationFolder } from './addresses.js';
import type { Catalog, ConversationInfo } from './catalog.js';
import { causeWord, gapWords, kindWord } from './gap-words.js';
import type { Frame, SiteFacts } from './page-frame.js';
import type { People } from './people.js';
import { readRows } from './rows.js';
import type { Words } from './words.js';

interface CoverageRow extends Row {
  readonly conversations: bigint;
  readonly conversations_complete: bigint;
  readonly messages: bigint;
  readonly messages_held: bigint;
  readonly files: bigint;
  readonly files_held: bigint;
}

interface HoleRow extends Row {
  readonly kind: string;
  readonly cause: string;
  readonly expected: boolean;
  readonly count: bigint;
}

interface RunRow extends Row {
  readonly account_id: string | null;
  readonly server: string | null;
  readonly version: string | null;
  readonly outcome: string | null;
  readonly started_ms: number | null;
  readonly ended_ms: number | null;
}

interface JournalRow extends Row {
  readonly pages: number;
  readonly commit_hash: string;
}

/** Runs that are listed one by one, the latest first. */
const SHOWN_RUNS = 50;

export async function aboutView(database: Database, catalog: Catalog, people: People, site: SiteFacts, words: Words) {
  const { texts } = words;
  const [coverage] = await database.rows<CoverageRow>(await readQuery('status/coverage.sql'));
  const holes = await database.rows<HoleRow>(await readQuery('status/holes.sql'));
  const runs = await readRows<RunRow>(database, 'runs');
  const [journal] = await readRows<JournalRow>(database, 'journal');
  const frame: Frame = { root: '', path: 'about.html', pageTitle: texts.site.about, ...site };
  return {
    ...frame,
    accounts: [...new Set(runs.flatMap(({ account_id }) => account_id ?? []))].map((id) => people.get(id)),
    servers: [...new Set(runs.flatMap(({ server }) => server ?? []))].map((server) => ({ server })),
    coverage: coverage && coverageEntries(coverage, words),
    holes: holes.map((hole) => holeEntry(hole, words)),
    gaps: catalog.gaps.map((gap) => gapWords(gap, words)),
    incomplete: catalog.conversations.filter(({ gaps }) => gaps.some(({ isExpected }) => !isExpected)).map(linkTo),
    gone: catalog.conversations
      .filter(({ goneMs }) => goneMs !== null)
      .map((conversation) => ({
        ...linkTo(conversation),
        since: texts.about.since(words.shortDay(conversation.goneMs ?? 0)),
      })),
    runTotal: texts.about.runs(
      words.counted(runs.length, texts.counts.run),
      runs.length > SHOWN_RUNS ? SHOWN_RUNS : undefined,
    ),
    runs: runs.slice(0, SHOWN_RUNS).map((run) => runEntry(run, people, words)),
    journal: journal && { words: texts.about.journal(words.count(journal.pages)), hash: journal.commit_hash },
  };
}

function coverageEntries(row: CoverageRow, words: Words) {
  const { about: texts } = words.texts;
  const entry = (what: string, held: bigint, known: bigint) => ({
    what,
    held: words.count(Number(held)),
    known: words.count(Number(known)),
    isWhole: held >= known,
  });
  return [
    entry(texts.complete, row.conversations_complete, row.conversations),
    entry(texts.messages, row.messages_held, row.messages),
    entry(texts.files, row.files_held, row.files),
  ];
}

const linkTo = (conversation: ConversationInfo) => ({
  title: conversation.title,
  href: conversationFolder(conversation.conversation_id) + CONVERSATION_PAGES.overview,
});

const runEntry = (run: RunRow, people: People, words: Words) => ({
  started: run.started_ms === null ? '' : words.dayAndTime(run.started_ms),
  ended: run.ended_ms === null ? '' : words.dayAndTime(run.ended_ms),
  account: run.account_id === null ? undefined : people.get(run.account_id),
  outcome: outcomeWord(run.outcome, words),
  version: run.version ?? '',
});

const outcomeWord = (outcome: string | null, { texts }: Words): string =>
  outcome === null ? texts.about.cutOff : (texts.gaps.outcomes.get(outcome) ?? outcome);

const holeEntry = ({ kind, cause, expected, count }: HoleRow, words: Words) => ({
  kind: kindWord(kind, Number(count), words),
  cause: causeWord(cause, words),
  expected: expected ? words.texts.about.yes : words.texts.about.no,
  count: words.count(Number(count)),
});
