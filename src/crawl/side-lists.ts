// crawl: what hangs on a conversation beside its flow: files, pins, archived tasks, hooks, teams (fleep-wire.md, section 3.8).
// Invariant: every list is followed to its end; a cursor that comes back unchanged ends it. One that is refused, or goes on for ever, is
// named and holds up nothing, and is asked for again when all lists are read; to be refused is as it should be only for somebody who has left.
import type { Answer } from '../fleep/client.js';
import { FleepError } from '../fleep/errors.js';
import type { AccountId, ConversationId, TeamId } from '../fleep/ids.js';
import { findHeader, findNumber, findText, listOf, recordsOf, VAIN_ANSWERS, type WireRecord } from './answers.js';
import type { CrawlContext } from './context.js';
import { closeGap, describeFailure, findGapCause, LIST_GAP, recordGap } from './gaps.js';
import { Novelty } from './novelty.js';

/** A conversation as an answer showed it. */
interface Seen {
  readonly id: ConversationId;
  readonly header: WireRecord;
}

/** All answers of the side lists of a conversation whose header is a full one. */
export async function* walkSideLists(
  seen: Seen,
  sections: readonly WireRecord[],
  context: CrawlContext,
): AsyncGenerator<Answer> {
  const { client } = context;
  const { id, header } = seen;
  yield* walkFiles(seen, context);
  yield* walkPins(seen, context);
  if (header.has_task_archive === true)
    yield* listed('tasks', 'stream', seen, context, () =>
      client.call('synchronizeStateForConversation', { id, args: { mk_direction: 'ic_tasks' } }),
    );
  if (header.has_taskboard === true && hasJoinedLater(header)) yield* walkTaskboard(seen, sections, context);
  yield* walkHooks(seen, context);
  yield* walkTeams(seen, context);
}

const HOOK_MESSAGES: ReadonlySet<unknown> = new Set(['hook', 'unhook']);

/** Whether an answer of the flow says that a hook was made or dropped. No stream need have the hook itself. */
export const tellsOfHooks = ({ body }: Answer): boolean =>
  recordsOf(body, 'stream').some(({ mk_message_type }) => HOOK_MESSAGES.has(mk_message_type));

/** All hooks of a conversation, those that were dropped as well. */
export const walkHooks = (seen: Seen, context: CrawlContext): AsyncGenerator<Answer> =>
  listed('hooks', 'hooks', seen, context, () => context.client.call('getConversationWebhook', { id: seen.id }));

/** Pins and tasks from before joining can be seen, and are not in the flow that the account is given (fleep-wire.md, section 3.7). */
const hasJoinedLater = (header: WireRecord): boolean => (findNumber(header, 'join_message_nr') ?? 1) > 1;

/** Tasks are messages of the flow; those from before the account joined come with the board only (fleep-wire.md, section 3.8). */
async function* walkTaskboard(
  conversation: Seen,
  sections: readonly WireRecord[],
  context: CrawlContext,
): AsyncGenerator<Answer> {
  for (const section of sections) {
    const section_id = findText(section, 'section_id');
    if (section_id === undefined) continue;
    const ask = (cursor: string) => {
      const weight = findNumber(parseCursor(cursor), 'task_weight');
      const args = {
        conversation_id: conversation.id,
        section_id,
        task_limit: 100,
        ...(weight === undefined ? {} : { task_weight: weight }),
      };
      return askList('taskboard', conversation, context, () => context.client.call('synchronizeTaskboard', { args }));
    };
    const next = ({ body }: Answer) => {
      const isSame = (record: WireRecord) => record.section_id === section_id && record.mk_rec_type === 'section';
      return findCursor(recordsOf(body, 'stream').find(isSame)?.sync_cursor);
    };
    if (!(yield* follow('taskboard', '', conversation, context, ask, next))) return;
  }
}

/** The teams of a conversation that are not known yet. A team that changes is told of by the event stream. */
export async function* walkTeams(seen: Seen, context: CrawlContext): AsyncGenerator<Answer> {
  const { client, known, teams } = context;
  const { id, header } = seen;
  // A header of what has changed says nothing of teams that have not.
  if (!Array.isArray(header.teams)) return;
  const unknown = (listOf(header, 'teams') as TeamId[]).filter(
    (team) => typeof team === 'string' && !known.teamIds.has(team),
  );
  // What another conversation refused, this one may give.
  let wanted = unknown;
  while (wanted.length > 0) {
    const team_ids = wanted.filter((team) => !teams.has(team));
    if (team_ids.length === 0) wanted = await refusedOf(wanted, teams);
    else {
      const answer = await promising(team_ids, teams, () =>
        askList('teams', seen, context, () => client.call('synchronizeTeamsList', { id, args: { team_ids } })),
      );
      if (answer === undefined) return;
      yield answer;
      wanted = wanted.filter((team) => !team_ids.includes(team));
    }
  }
  // A team that was refused here may have come another way since.
  await closeList('teams', id, context);
}

/** Those that are not there when nobody asks for them any more. */
async function refusedOf(team_ids: readonly TeamId[], teams: CrawlContext['teams']): Promise<TeamId[]> {
  const came = await Promise.all(team_ids.map((team) => teams.get(team)));
  return team_ids.filter((_team, place) => !came[place]);
}

/** Asks for teams that nobody asks for; others wait for what comes of it. */
async function promising(
  team_ids: readonly TeamId[],
  teams: CrawlContext['teams'],
  ask: () => Promise<Answer | undefined>,
): Promise<Answer | undefined> {
  const settle = (hasCome: boolean): boolean => {
    if (!hasCome) for (const team of team_ids) teams.delete(team);
    return hasCome;
  };
  const asked = ask();
  const came = asked.then(
    (answer) => settle(answer !== undefined),
    () => settle(false),
  );
  for (const team of team_ids) teams.set(team, came);
  return await asked;
}

/**
 * Asks again with each new cursor until there is none, or one comes back, or nothing new comes, which is named. Ends with whether it is
 * there as far as the service has it: `ask` has no answer where the list is refused.
 */
async function* follow<Cursor>(
  name: string,
  start: Cursor | undefined,
  seen: Seen,
  context: CrawlContext,
  ask: (cursor: Cursor) => Promise<Answer | undefined>,
  next: (answer: Answer) => Cursor | undefined,
): AsyncGenerator<Answer, boolean> {
  const asked = new Set<Cursor>();
  const novelty = new Novelty();
  let cursor = start;
  while (cursor !== undefined && !asked.has(cursor)) {
    asked.add(cursor);
    const answer = await ask(cursor);
    if (answer === undefined) return false;
    yield answer;
    if (novelty.isSpent(recordsOf(answer.body, 'stream'))) {
      await recordEndless(name, seen, context);
      return false;
    }
    cursor = next(answer);
  }
  return true;
}

/** 0 and absent mean the same: there is no more. */
const findHorizon = (header: WireRecord | undefined, field: string): number | undefined =>
  findNumber(header, field) || undefined;

/** JSON inside a string; an empty one is an end. */
const findCursor = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' && value !== '{}' ? value : undefined;

async function* walkFiles(seen: Seen, context: CrawlContext): AsyncGenerator<Answer> {
  const { id, header } = seen;
  const start = findHorizon(header, 'file_horizon');
  if (start === undefined) return closeList('files', id, context);
  const ask = (from_message_nr: number) =>
    askList('files', seen, context, () =>
      context.client.call('synchronizeFilesForConversation', { id, args: { from_message_nr } }),
    );
  const next = ({ body }: Answer) => findHorizon(findHeader(body), 'file_horizon');
  yield* follow('files', start, seen, context, ask, next);
}

/**
 * sync_pins with the older horizon, and the pin board with its cursor, which is what the newest header says of it: one that says nothing
 * has none. Where the service has no sync_pins any more, the board from its cursor or from its top (section 11, question 8).
 */
async function* walkPins(seen: Seen, context: CrawlContext): AsyncGenerator<Answer> {
  const { client } = context;
  const { id, header } = seen;
  let cursor = findCursor(header.pin_cursor);
  const ask = (from_message_nr: number) =>
    client.call('synchronizePinboardForConversation', { id, args: { from_message_nr } });
  const next = ({ body }: Answer) => {
    const newest = findHeader(body);
    cursor = findCursor(newest?.pin_cursor);
    return findHorizon(newest, 'pin_horizon');
  };
  try {
    if (!(yield* follow('pins', findHorizon(header, 'pin_horizon'), seen, context, ask, next))) return;
  } catch (error) {
    if (!isUnavailable(error)) throw error;
    cursor = findCursor(header.pin_cursor);
    if (cursor === undefined) {
      if (!hasJoinedLater(header)) return;
      const top = await askList('pins', seen, context, () => askPinboard(id, {}, context));
      if (top === undefined) return;
      yield top;
      cursor = pinCursorOf(top);
    }
  }
  if (cursor === undefined) return closeList('pins', id, context);
  const askBoard = (from: string) => askList('pins', seen, context, () => askPinboard(id, parseCursor(from), context));
  yield* follow('pins', cursor, seen, context, askBoard, pinCursorOf);
}

const pinCursorOf = ({ body }: Answer): string | undefined => findCursor(findHeader(body)?.pin_cursor);

const askPinboard = (
  conversation_id: ConversationId,
  cursor: Record<string, unknown>,
  { client }: CrawlContext,
): Promise<Answer> =>
  client.call('synchronizehronizePinboard', { args: { pin_limit: 30, ...cursor, conversation_id } });

/** Cursors are JSON inside a string; whatever they hold goes back as it came. */
export function parseCursor(cursor: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(cursor);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    // Not JSON: there is nothing to hand back.
    return {};
  }
}

/**
 * A list that is refused becomes a gap of its own and holds up nothing. `field`: where the answer has it; a service that goes on leaving
 * it out has none.
 */
async function* listed(
  name: string,
  field: string,
  seen: Seen,
  context: CrawlContext,
  ask: () => Promise<Answer>,
): AsyncGenerator<Answer> {
  for (let turn = 1; turn <= VAIN_ANSWERS; turn += 1) {
    const answer = await askList(name, seen, context, ask);
    if (answer === undefined) return;
    yield answer;
    if (Array.isArray(answer.body[field])) return;
  }
}

/**
 * Not every service offers these (section 11, questions 8 and 9). What they bring is in the flow, but for tasks from before joining; so are
 * pins of whom has been there from the beginning.
 */
const isInFlow = (name: string, header: WireRecord): boolean =>
  name === 'tasks' || name === 'taskboard' || (name === 'pins' && !hasJoinedLater(header));

async function askList(
  name: string,
  { id, header }: Seen,
  context: CrawlContext,
  ask: () => Promise<Answer>,
): Promise<Answer | undefined> {
  try {
    const answer = await ask();
    await closeList(name, id, context);
    return answer;
  } catch (error) {
    const cause = findGapCause(error);
    if (cause === undefined || !isUnavailable(error)) throw error;
    if (isInFlow(name, header)) return undefined;
    const detail = await describeFailure(error, undefined);
    await recordGap(context, {
      gap_id: listGap(name, id),
      kind: 'call',
      conversation_id: id,
      target: name,
      cause,
      detail,
      ...(cause === 'not permitted' && hasLeft(header, context.account) ? { is_expected: true } : {}),
    });
    return undefined;
  }
}

const recordEndless = (name: string, { id }: Seen, context: CrawlContext): Promise<void> =>
  recordGap(context, {
    gap_id: listGap(name, id),
    kind: 'call',
    conversation_id: id,
    target: name,
    cause: 'no progress',
    detail: 'The service brought nothing new again and again, and named no end of its list.',
  });

const hasLeft = (header: WireRecord, account: AccountId): boolean => listOf(header, 'leavers').includes(account);

const listGap = (name: string, id: ConversationId): string => `${LIST_GAP}${name}:${id}`;

/** Nothing of the list is missing any more. */
async function closeList(name: string, id: ConversationId, { journal, known }: CrawlContext): Promise<void> {
  const gapId = listGap(name, id);
  if (known.openGaps.has(gapId)) await closeGap(journal, gapId);
}

const isUnavailable = (error: unknown): boolean => error instanceof FleepError && error.kind === 'refused';
