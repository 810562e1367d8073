// crawl: the account's event stream (fleep-wire.md, section 3.2). The first time it is the whole initial sync, the only place where
// labels and sections come from; later it says what has changed.
import type { Answer } from '../fleep/client.js';
import { findNumber, findText, pageOf, recordsOf, type WireRecord } from './answers.js';
import { type CrawlContext, eventsScope } from './context.js';
import { notePeople } from './conversation.js';
import type { Found } from './met.js';

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
  for await (const answer of pollEvents(context)) {
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

/** A service that asks for a new start again and again has nothing more to say. */
const MOST_STARTS = 4;

async function* pollEvents({ account, client, journal, known, heard }: CrawlContext): AsyncGenerator<Answer> {
  let horizon = known.eventHorizon;
  let starts = 1;
  // Horizons are negative while the initial sync is paged. 0 in an answer asks for a new start, which is what asking with 0 is.
  for (const seen = new Set<number>(); !seen.has(horizon) && starts <= MOST_STARTS; ) {
    seen.add(horizon);
    const first = horizon === known.eventHorizon ? heard : undefined;
    const answer =
      first ?? (await client.call('storingConnectionInformation', { args: { event_horizon: horizon, wait: false } }));
    const next = findNumber(answer.body, 'event_horizon') ?? horizon;
    if (next === 0 && horizon !== 0) {
      starts += 1;
      seen.clear();
    }
    horizon = next;
    yield answer;
    await journal.append(
      pageOf(answer, horizon > 0 ? { scope: eventsScope(account), event_horizon: horizon } : undefined),
    );
  }
}
