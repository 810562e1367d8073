// render: which part of the archive a site is of, from what the user asked for: conversations, and days of the site's time zone.
// Invariant: a site of a part says so in words that name nothing of what is left out; a filter that means nothing is refused, since a
// misspelt one would show what was to be left out.
import type { ArchiveFolder } from '../journal/archive-folder.js';
import { type Choice, isChosen, meansConversation } from '../lib/chosen.js';
import { usageError } from '../lib/errors.js';
import { findDay } from '../report/day.js';
import type { Database } from '../store/database.js';
import { openStore } from '../store/open.js';
import { applyScope, fillScope, readStored, type Scope } from '../store/scope.js';
import type { Row } from '../store/values.js';
import type { Texts } from './language/texts.js';
import { readZone, UTC, type ZoneData } from './zone.js';

/** What a site is to hold. */
export interface Part extends Choice {
  /** Days such as 2024-03-01, both in the part. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

interface Named extends Row {
  readonly conversation_id: string;
  readonly title: string;
}

const isWhole = ({ conversations, exclude, since, until }: Part): boolean =>
  conversations.length === 0 && exclude.length === 0 && since === undefined && until === undefined;

/**
 * What every thread starts with. Throws `usage` for a time zone that is not known, for days that are none, and for a part with nothing in
 * it.
 */
export async function readZoneAndScope(
  archive: ArchiveFolder,
  { timezone = UTC.name, part }: { readonly timezone?: string | undefined; readonly part?: Part | undefined },
): Promise<{ zone: ZoneData; scope: Scope | undefined }> {
  if (part !== undefined) requireDays(part);
  const wanted = part === undefined || isWhole(part) ? undefined : part;
  if (timezone === UTC.name && wanted === undefined) return { zone: UTC, scope: undefined };
  await using database = await openStore(archive);
  const zone = await readZone(database, timezone);
  return { zone, scope: wanted && (await readScope(database, wanted, zone)) };
}

function requireDays({ since, until }: Part): void {
  for (const [name, day] of Object.entries({ since, until }))
    if (day !== undefined && findDay(day) === undefined)
      throw usageError(`--${name} ${day} is not a date: write it as 2024-03-01.`);
  if (since !== undefined && until !== undefined && since > until)
    throw usageError(`--since ${since} comes after --until ${until}: give the earlier day to --since.`);
}

/** Leaves the views of the scope in the database. */
async function readScope(database: Database, part: Part, zone: ZoneData): Promise<Scope> {
  const named = await readStored<Named>(database, 'conversations');
  requireMeant(part, named);
  const chosen = named
    .filter(({ conversation_id, title }) => isChosen(part, conversation_id, title))
    .map(({ conversation_id }) => conversation_id);
  if (chosen.length === 0) throw usageError(noneChosen(part, named.length));
  const days = { zone: zone.name, first: part.since ?? null, last: part.until ?? null };
  const [bounds] = await readStored<Row & { first_ms: number | null; last_ms: number | null }>(database, 'days', days);
  const wide = { conversations: chosen, chosen, accounts: [], teams: [] };
  const scope = { ...wide, sinceMs: bounds?.first_ms ?? null, untilMs: bounds?.last_ms ?? null };
  await applyScope(database, scope);
  const conversations = hasDays(part) ? await readIds(database, 'written') : chosen;
  if (conversations.length === 0) throw usageError(nothingIn(part));
  const narrow = { ...scope, conversations };
  await fillScope(database, narrow);
  return { ...narrow, accounts: await readIds(database, 'accounts'), teams: await readIds(database, 'teams') };
}

const hasDays = ({ since, until }: Part): boolean => since !== undefined || until !== undefined;

function requireMeant(part: Part, named: readonly Named[]): void {
  for (const [option, all] of [
    ['--conversation', part.conversations],
    ['--exclude', part.exclude],
  ] as const) {
    const vain = all.find(
      (typed) => !named.some(({ conversation_id, title }) => meansConversation(typed, conversation_id, title)),
    );
    if (vain !== undefined)
      throw usageError(
        `${option} "${vain}" means no conversation of the archive: give an id, or words of a title as they stand there.`,
      );
  }
}

function noneChosen({ conversations }: Part, held: number): string {
  if (held === 0) return 'The archive holds no conversation yet, so there is no part of it: sync first, or render all.';
  const which = conversations.length > 0 ? 'that --conversation chooses' : 'of the archive';
  return `--exclude leaves out every conversation ${which}: name fewer.`;
}

function nothingIn({ since, until }: Part): string {
  const days = [since && `since ${since}`, until && `until ${until}`].filter(Boolean).join(' ');
  return `No message of these conversations was posted ${days}: widen --since and --until.`;
}

const readIds = async (database: Database, name: string): Promise<string[]> =>
  (await readStored<Row>(database, name)).map((row) => String(Object.values(row)[0]));

/** What the site says of being a part, a sentence each; nothing for a whole one. Words that the user typed are not told: they may be a title. */
export function partSentences(part: Part | undefined, { part: texts, dates }: Texts, zone: string): string[] {
  if (part === undefined || isWhole(part)) return [];
  const dayText = (day: string): string => {
    const [year = '', month = '', date = ''] = day.split('-');
    return dates.short(Number(date), dates.shortMonths[Number(month) - 1] ?? '', Number(year));
  };
  const { since, until } = part;
  return [
    texts.lead,
    ...(part.conversations.length > 0 ? [texts.chosen] : []),
    ...(part.exclude.length > 0 ? [texts.excluded] : []),
    ...(since !== undefined && until !== undefined
      ? [texts.between(dayText(since), dayText(until), zone)]
      : [
          ...(since === undefined ? [] : [texts.since(dayText(since), zone)]),
          ...(until === undefined ? [] : [texts.until(dayText(until), zone)]),
        ]),
    ...(hasDays(part) ? [texts.state] : []),
  ];
}
