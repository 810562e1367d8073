// crawl: the account's event stream (fleep-wire.md, section 3.2). The first time it is the whole initial sync, the only place where
// labels and sections come from; later it says what has changed.
import type { Answer } from '../fleep/client.js';
import { askPart, closeCall } from './account.js';
import { findNumber, findText, pageOf, recordsOf, VAIN_ANSWERS, type WireRecord } from './answers.js';
import { type CrawlContext, eventsScope } from './context.js';
import { callGap, recordGap } from './gaps.js';
import type { Found } from './met.js';
import { notePeople } from './people.js';

/** What the event stream told. */
export interface Events {
  /** The service gave all of it and not only what is new. */
  readonly isFromStart: boolean;
  /** Labels that there are, as far as this stream names them. */
  readonly labelIds: ReadonlySet<string>;
  /** Organisations that the account has to do with. */
  readonly organisationIds: ReadonlySet<string>;
}

/** Reads the stream from the known horizon until it stands still. Conversations that it speaks of go to `found`. */
export async function readEvents(context: CrawlContext, found: Found): Promise<Events> {
  const labelIds = new Set<string>();
  const organisationIds = new Set<string>();
  let isFromStart = context.known.eventHorizon <= 0;
  for await (const answer of pollEvents(context, found)) {
    notePeople(context, answer);
    const stream = recordsOf(answer.body, 'stream');
    found.note(stream);
    for (const record of stream) {
      noteLabel(labelIds, record);
      const organisation = record.mk_rec_type === 'org_header' ? findText(record, 'organisation_id') : undefined;
      if (organisation !== undefined) organisationIds.add(organisation);
    }
    if (findNumber(answer.body, 'event_horizon') === 0) isFromStart = true;
  }
  return { isFromStart, labelIds, organisationIds };
}

function noteLabel(labelIds: Set<string>, record: WireRecord): void {
  const id = record.mk_rec_type === 'label' ? findText(record, 'label_id') : undefined;
  if (id !== undefined && record.mk_label_status !== 'removed') labelIds.add(id);
}

/** A service that leads nowhere so often has nothing more to say: it asks for a new start again and again, or names no horizon. */
const MOST_STARTS = 4;

/** Answers in a row in which nothing happens, however far off the service says its end is. */
const MOST_IDLE = 1_000;

/** From where it was read before; where all lists are read, from its beginning as well, since no list has the labels. */
async function* pollEvents(context: CrawlContext, found: Found): AsyncGenerator<Answer> {
  const { eventHorizon } = context.known;
  yield* pollFrom(eventHorizon, context.heard, context, found);
  if (context.isFull && eventHorizon > 0) yield* pollFrom(0, undefined, context, found);
}

/**
 * Horizons are negative while the initial sync is paged. 0 in an answer asks for a new start, which is what asking with 0 is. The
 * stream is at its end where a horizon stands still; anything else that does not go on is no end, and is asked for again. So is a page of
 * the initial sync with nothing on it: every account has labels, and what is missed there is told nowhere else.
 *
 * To read it may be an event of its own (section 8, quirk 15), so that it never stands still. Where nothing happens any more the account
 * says how far it goes, and what comes behind that is left to the next run, which goes on from there.
 */
async function* pollFrom(
  start: number,
  first: Answer | undefined,
  context: CrawlContext,
  found: Found,
): AsyncGenerator<Answer> {
  const { account, journal } = context;
  let horizon = start;
  let heard = first;
  let vain = 0;
  let idle = 0;
  let end: number | undefined;
  const seen = new Set<number>();
  for (let starts = 1; starts <= MOST_STARTS; ) {
    seen.add(horizon);
    const answer = heard ?? (await poll(context, horizon));
    heard = undefined;
    const next = findNumber(answer.body, 'event_horizon');
    yield answer;
    const isAstray = next === undefined || next === 0 || (next < 0 && seen.has(next));
    vain = !isAstray && horizon <= 0 && recordsOf(answer.body, 'stream').length === 0 ? vain + 1 : 0;
    const isToRepeat = vain > 0 && vain < VAIN_ANSWERS;
    const cursor = isPlace(next) && !isToRepeat ? { scope: eventsScope(account), event_horizon: next } : undefined;
    await journal.append(pageOf(answer, cursor));
    if (isToRepeat) continue;
    // Nor does an initial sync end that has one empty page after the other.
    if (vain > 0) starts += 1;
    vain = 0;
    idle = horizon > 0 && isIdle(answer) ? idle + 1 : 0;
    if (idle === VAIN_ANSWERS) end ??= await findEnd(context);
    if (idle === MOST_IDLE) break;
    if (isAstray) {
      starts += 1;
      seen.clear();
      if (next !== undefined) horizon = 0;
    } else if (seen.has(next) || (idle >= VAIN_ANSWERS && next >= (end ?? 0))) {
      return closeCall(context, 'storingConnectionInformation');
    } else horizon = next;
  }
  found.missList();
  await recordGap(context, {
    gap_id: callGap(account, 'storingConnectionInformation'),
    kind: 'call',
    target: 'storingConnectionInformation',
    cause: 'no progress',
    detail: 'The service named no place from which its event stream goes on.',
  });
}

const poll = ({ client }: CrawlContext, event_horizon: number): Promise<Answer> =>
  client.call('storingConnectionInformation', { args: { event_horizon, wait: false } });

const PRESENCE: ReadonlySet<unknown> = new Set(['lastseen', 'activity']);

/** Nothing in it, or only who is there. */
const isIdle = ({ body }: Answer): boolean =>
  recordsOf(body, 'stream').every(({ mk_rec_type }) => PRESENCE.has(mk_rec_type));

/** Where the stream ends by now; undefined where the service does not say. */
async function findEnd(context: CrawlContext): Promise<number | undefined> {
  const answer = await askPart(context, 'synchronizeAccount', undefined);
  return findNumber(answer?.body, 'event_horizon');
}

/** Whether a later run can go on from it. */
const isPlace = (horizon: number | undefined): horizon is number => horizon !== undefined && horizon > 0;
