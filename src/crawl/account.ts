// crawl: what belongs to the account and not to one conversation: contacts, aliases, teams, reminders, words, the event stream.
import type { Answer } from '../fleep/client.js';
import type { CallRest } from '../fleep/methods/call.js';
import type { ReadMethodName } from '../fleep/methods/index.js';
import { findNumber, pageOf } from './answers.js';
import { type CrawlContext, eventsScope } from './context.js';
import { notePeople } from './conversation.js';
import { closeGap, detailOf, findGapCause, recordGap } from './gaps.js';

/** Calls and journals a method; a refusal becomes a gap and undefined. */
export async function ask<Name extends ReadMethodName>(
  context: CrawlContext,
  method: Name,
  ...request: CallRest<Name>
): Promise<Answer | undefined> {
  const gapId = `call:${method}`;
  try {
    const answer = await context.client.call(method, ...request);
    notePeople(context, answer);
    await context.journal.append(pageOf(answer));
    if (context.known.openGaps.has(gapId)) await closeGap(context.journal, gapId);
    return answer;
  } catch (error) {
    const cause = findGapCause(error);
    if (cause === undefined) throw error;
    await recordGap(context.journal, {
      gap_id: gapId,
      kind: 'call',
      target: method,
      cause,
      detail: detailOf(error),
    });
    return undefined;
  }
}

export async function crawlAccount(context: CrawlContext): Promise<void> {
  await ask(context, 'synchronizeAccount');
  await ask(context, 'synchronizeAllContact', { args: { ignore: [] } });
  await ask(context, 'synchronizeEmailAlias');
  await ask(context, 'synchronizeOwnTeams');
  await ask(context, 'synchronizeReminders');
  await ask(context, 'getClassificators');
}

/** A service that asks for a new start again and again has nothing more to say. */
const MOST_STARTS = 4;

/**
 * Reads the account's event stream from the known horizon until it stands still (fleep-wire.md, section 3.2). The first time that
 * is the whole initial sync, the only place where labels and sections come from.
 */
export async function* pollEvents({ account, client, journal, known }: CrawlContext): AsyncGenerator<Answer> {
  let horizon = known.eventHorizon;
  let starts = 1;
  // Horizons are negative while the initial sync is paged. 0 in an answer asks for a new start, which is what asking with 0 is.
  for (const seen = new Set<number>(); !seen.has(horizon) && starts <= MOST_STARTS; ) {
    seen.add(horizon);
    const answer = await client.call('storingConnectionInformation', { args: { event_horizon: horizon, wait: false } });
    const next = findNumber(answer.body, 'event_horizon') ?? horizon;
    if (next === 0 && horizon !== 0) {
      starts += 1;
      seen.clear();
    }
    horizon = next;
    await journal.append(
      pageOf(answer, horizon > 0 ? { scope: eventsScope(account), event_horizon: horizon } : undefined),
    );
    yield answer;
  }
}

/** Looks up who was met and never described. */
export async function crawlMissingPeople(context: CrawlContext): Promise<void> {
  const missing = context.people.missing(context.known.accountIds);
  for (let at = 0; at < missing.length; at += 100) {
    await ask(context, 'synchronizeContactList', { args: { contacts: missing.slice(at, at + 100) } });
  }
}
