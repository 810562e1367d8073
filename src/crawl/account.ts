// crawl: what belongs to the account and not to one conversation: contacts, aliases, teams, reminders, words.
import type { Answer } from '../fleep/client.js';
import type { CallRest } from '../fleep/methods/call.js';
import type { ReadMethodName } from '../fleep/methods/index.js';
import { pageOf, recordsOf, type WireRecord } from './answers.js';
import type { CrawlContext } from './context.js';
import { notePeople } from './conversation.js';
import { CALL_GAP, closeGap, describeFailure, findGapCause, recordGap } from './gaps.js';

/** Calls and journals a method; a refusal becomes a gap and undefined. */
export async function ask<Name extends ReadMethodName>(
  context: CrawlContext,
  method: Name,
  ...request: CallRest<Name>
): Promise<Answer | undefined> {
  const gapId = `${CALL_GAP}${method}`;
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
      detail: await describeFailure(error, context.keepAside),
    });
    return undefined;
  }
}

/** Resolves with the account's contacts. */
export async function crawlAccount(context: CrawlContext): Promise<WireRecord[]> {
  await ask(context, 'synchronizeAccount');
  const contacts = await ask(context, 'synchronizeAllContact', { args: { ignore: [] } });
  await ask(context, 'synchronizeEmailAlias');
  await ask(context, 'synchronizeOwnTeams');
  await ask(context, 'synchronizeReminders');
  await ask(context, 'getClassificators');
  return contacts === undefined ? [] : recordsOf(contacts.body, 'contacts');
}

/** Looks up who was met and never described. */
export async function crawlMissingPeople(context: CrawlContext): Promise<void> {
  const missing = context.people.missing(context.known.accountIds);
  for (let at = 0; at < missing.length; at += 100) {
    await ask(context, 'synchronizeContactList', { args: { contacts: missing.slice(at, at + 100) } });
  }
}
