// crawl: what belongs to the account and not to one conversation: contacts, aliases, teams, reminders, words.
import type { Answer } from '../fleep/client.js';
import type { CallRest } from '../fleep/methods/call.js';
import type { ReadMethodName } from '../fleep/methods/index.js';
import { pageOf, recordsOf, VAIN_ANSWERS, type WireRecord } from './answers.js';
import type { CrawlContext } from './context.js';
import { CALL_GAP, callGap, closeGap, describeFailure, recordGap } from './gaps.js';
import { notePeople } from './people.js';

/**
 * Calls and journals a method; a refusal becomes a gap and undefined. `field`: what the answer is for; a service that
 * goes on leaving it out has none.
 */
async function ask<Name extends ReadMethodName>(
  context: CrawlContext,
  method: Name,
  field: string,
  ...request: CallRest<Name>
): Promise<Answer | undefined> {
  for (let turn = 1; ; turn += 1) {
    const answer = await askPart(context, method, undefined, ...request);
    if (answer === undefined) return undefined;
    if (answer.body[field] === undefined && turn < VAIN_ANSWERS) continue;
    await closeCall(context, method);
    return answer;
  }
}

/** The same for what comes in several answers: whoever asks closes the gap when all of them are there. `target`: what it is asked of. */
export async function askPart<Name extends ReadMethodName>(
  context: CrawlContext,
  method: Name,
  target: string | undefined,
  ...request: CallRest<Name>
): Promise<Answer | undefined> {
  try {
    const answer = await context.client.call(method, ...request);
    notePeople(context, answer);
    await context.journal.append(pageOf(answer));
    context.streak.end();
    return answer;
  } catch (error) {
    await noteFailedCall(context, method, target, error);
    return undefined;
  }
}

/** Names what a call did not bring. Throws the error where it must end the run. */
export async function noteFailedCall(
  context: CrawlContext,
  method: ReadMethodName,
  target: string | undefined,
  error: unknown,
): Promise<void> {
  const gap_id = callGap(context.account, method, target);
  const cause = context.streak.causeOf(error, context.known.openGaps.get(gap_id));
  if (cause === undefined) throw error;
  const detail = await describeFailure(error, context.keepAside);
  await recordGap(context, { gap_id, kind: 'call', target: method, cause, detail });
}

/** All of it has come. */
export async function closeCall(
  { account, journal, known }: CrawlContext,
  method: ReadMethodName,
  target?: string,
): Promise<void> {
  for (const gapId of [callGap(account, method, target), `${CALL_GAP}${method}`])
    if (known.openGaps.has(gapId)) await closeGap(journal, gapId);
}

/** Resolves with the account's contacts; undefined where they could not be had. */
export async function crawlAccount(context: CrawlContext): Promise<WireRecord[] | undefined> {
  await ask(context, 'synchronizeAccount', 'account_id');
  const contacts = await ask(context, 'synchronizeAllContact', 'contacts', { args: { ignore: [] } });
  await ask(context, 'synchronizeEmailAlias', 'stream');
  await ask(context, 'synchronizeOwnTeams', 'stream');
  await ask(context, 'synchronizeReminders', 'stream');
  await ask(context, 'getClassificators', 'mk_message_type');
  return contacts === undefined ? undefined : recordsOf(contacts.body, 'contacts');
}
