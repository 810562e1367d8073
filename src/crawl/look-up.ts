// crawl: who was met and never described is asked for by id, a hundred at a time (fleep-wire.md, section 3.10).
// Invariant: one id that the service refuses keeps nobody else unnamed. A refused batch is halved until the id stands alone, which is a
// gap then and is asked for alone from then on, when all lists are read; where nothing is refused no request is made for that. So is one
// that an answer leaves out, which keeps nobody else unnamed and is asked for among its like.
import type { Answer } from '../fleep/client.js';
import { FleepError } from '../fleep/errors.js';
import type { AccountId } from '../fleep/ids.js';
import { closeCall, noteFailedCall } from './account.js';
import { pageOf, recordsOf } from './answers.js';
import type { CrawlContext } from './context.js';
import { closeGap, describeFailure, findGapCause, type GapCause, personGap, recordGap } from './gaps.js';
import { notePeople } from './people.js';

const LOOK_UP = 'synchronizeContactList';
const AT_ONCE = 100;

/**
 * Ids that are refused one by one, with none had, after which the account is asked for itself: it may be the call that is refused. Then nobody
 * else is asked for, and the next run asks once more; whoever is known to be refused by then is no reason for it.
 */
const MOST_REFUSED = 3;

/** Looks up who was met and never described; where all lists are read, also whom earlier runs met that did not come to this. */
export async function crawlMissingPeople(context: CrawlContext, isFull: boolean): Promise<void> {
  const { people, known } = context;
  const refused = refusedBefore(context);
  people.meet(refused);
  if (isFull) people.meet(await known.findUndescribed());
  const missing = new Set(people.missing(known.accountIds));
  for (const id of refused) if (!missing.has(id)) await closePerson(context, id);
  const isFresh = (id: AccountId) => !refused.has(id);
  const again = isFull ? [...missing].filter((id) => refused.has(id)) : [];
  const isLeftOut = (id: AccountId) => known.openGaps.get(personGap(context.account, id)) === LEFT_OUT;
  const alone = again.filter((id) => !isLeftOut(id)).map((id) => [id]);
  const batches = [...chunksOf([...missing].filter(isFresh)), ...chunksOf(again.filter(isLeftOut)), ...alone];
  // A gap of the call makes a run read all lists; one that rests meanwhile has asked for those alone whom it met itself.
  if ((await lookUpAll(context, batches, isFresh)) && isFull) await closeCall(context, LOOK_UP);
}

/** Resolves with whether each of them was answered, if only with a no. */
async function lookUpAll(
  context: CrawlContext,
  batches: readonly AccountId[][],
  isFresh: (id: AccountId) => boolean,
): Promise<boolean> {
  let isWhole = true;
  let isGranted = false;
  /** Refused, and not known to be. */
  let fresh = 0;
  // The next one is the last: to take the first of a long list moves all others.
  const waiting = batches.toReversed();
  for (let ids = waiting.pop(); ids !== undefined; ids = waiting.pop()) {
    const error = await lookUp(context, ids);
    const [id] = ids;
    if (error === undefined) isGranted = true;
    else if (!isRefusal(error)) {
      await noteFailedCall(context, LOOK_UP, undefined, error);
      isWhole = false;
    } else if (id === undefined || ids.length > 1) waiting.push(...halvesOf(ids).toReversed());
    else {
      const detail = await describeFailure(error, context.keepAside);
      await recordPerson(context, id, findGapCause(error) ?? 'refused', detail);
      if (isFresh(id)) fresh += 1;
      if (!isGranted && fresh === MOST_REFUSED) {
        isGranted = await isCallGranted(context);
        if (!isGranted) return false;
      }
    }
  }
  if (fresh > 0 && !isGranted && !(await isCallGranted(context))) return false;
  return isWhole;
}

/** Asks for the account itself, whom a service that grants the call describes. Names the call where it is refused that too. */
async function isCallGranted(context: CrawlContext): Promise<boolean> {
  const error = await lookUp(context, [context.account]);
  if (error !== undefined) await noteFailedCall(context, LOOK_UP, undefined, error);
  return error === undefined;
}

const LEFT_OUT = 'not found';

/** Asks for some; resolves with what went wrong. */
async function lookUp(context: CrawlContext, contacts: readonly AccountId[]): Promise<unknown> {
  try {
    const answer = await context.client.call(LOOK_UP, { args: { contacts: [...contacts] } });
    notePeople(context, answer);
    await context.journal.append(pageOf(answer));
    context.streak.end();
    await noteAnswered(context, contacts, answer);
  } catch (error) {
    if (isRefusal(error)) context.streak.end();
    return error;
  }
  return undefined;
}

/** Whoever is in the answer is described; whom it leaves out, the service does not describe. One without a list says nothing of anybody. */
async function noteAnswered(context: CrawlContext, asked: readonly AccountId[], { body }: Answer): Promise<void> {
  if (!Array.isArray(body.contacts)) return;
  const described = new Set(recordsOf(body, 'contacts').map(({ account_id }) => account_id));
  for (const id of asked)
    if (described.has(id)) await closePerson(context, id);
    else if (id !== context.account) await recordPerson(context, id, LEFT_OUT, 'The answer leaves them out.');
}

const isRefusal = (error: unknown): boolean => error instanceof FleepError && error.kind === 'refused';

const chunksOf = (ids: readonly AccountId[]): AccountId[][] =>
  Array.from({ length: Math.ceil(ids.length / AT_ONCE) }, (_unused, at) => ids.slice(at * AT_ONCE, (at + 1) * AT_ONCE));

function halvesOf(ids: readonly AccountId[]): AccountId[][] {
  const middle = Math.ceil(ids.length / 2);
  return [ids.slice(0, middle), ids.slice(middle)];
}

/** Whom the account was refused in earlier runs. */
function refusedBefore({ account, known }: CrawlContext): ReadonlySet<AccountId> {
  const prefix = personGap(account, '');
  const gaps = [...known.openGaps.keys()].filter((gapId) => gapId.startsWith(prefix));
  return new Set(gaps.map((gapId) => gapId.slice(prefix.length) as AccountId));
}

async function recordPerson(context: CrawlContext, id: AccountId, cause: GapCause, detail: string) {
  await recordGap(context, { gap_id: personGap(context.account, id), kind: 'call', target: LOOK_UP, cause, detail });
}

async function closePerson({ account, journal, known }: CrawlContext, id: AccountId): Promise<void> {
  const gapId = personGap(account, id);
  if (known.openGaps.has(gapId)) await closeGap(journal, gapId);
}
