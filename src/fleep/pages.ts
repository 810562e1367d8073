// fleep: a list that comes in several answers, followed to its end as its row in the table of methods says (fleep-wire.md, section 3).
// Invariant: the walk ends. A question that was asked before, and a cursor that goes the wrong way, are no progress: the last answer then
// says `stuck`, so that nobody takes it for the end.
import type { Answer } from './answer.js';
import type { Paging } from './methods/row.js';
import { isWireRecord, type WireRecord } from './wire-record.js';

export interface PageOfWalk {
  readonly answer: Answer;
  /** What comes after this one. `stuck`: there is more, and the service does not give it. */
  readonly next: 'more' | 'end' | 'stuck';
}

/** All answers, the first of them to `args`. */
export async function* walkPages(
  paging: Paging,
  args: WireRecord,
  ask: (args: WireRecord) => Promise<Answer>,
): AsyncGenerator<PageOfWalk> {
  const asked = new Set<string>();
  let question: WireRecord = { ...paging.first, ...args };
  for (;;) {
    asked.add(JSON.stringify(question));
    const answer = await ask(question);
    const step = stepAfter(paging, answer.body, question);
    const next = step === 'end' || step === 'stuck' ? step : asked.has(JSON.stringify(step)) ? 'stuck' : 'more';
    yield { answer, next };
    if (next !== 'more' || typeof step === 'string') return;
    question = step;
  }
}

/** What to ask next. */
function stepAfter(paging: Paging, body: WireRecord, question: WireRecord): WireRecord | 'end' | 'stuck' {
  const carrier = carrierOf(paging, body, question);
  const cursor = carrier?.[paging.field];
  if (isEnd(paging, body, carrier, cursor, question)) return 'end';
  if (isNone(cursor) || isBackward(paging, cursor, question)) return 'stuck';
  if (paging.into !== undefined) return { ...question, [paging.into]: cursor };
  const fields = fieldsOf(cursor);
  return fields === undefined ? 'stuck' : { ...question, ...fields };
}

/** The object that carries the cursor; of several labels or sections the one that was asked for. */
function carrierOf({ at }: Paging, body: WireRecord, question: WireRecord): WireRecord | undefined {
  if (at === 'body') return body;
  if (at === 'header' && isWireRecord(body.header)) return body.header;
  const stream: readonly unknown[] = Array.isArray(body.stream) ? body.stream : [];
  const type = at === 'header' ? 'conv' : at;
  const wanted = question[`${at}_id`];
  return stream
    .filter(isWireRecord)
    .find((record) => record.mk_rec_type === type && (wanted === undefined || record[`${at}_id`] === wanted));
}

function isEnd(
  { end, into }: Paging,
  body: WireRecord,
  carrier: WireRecord | undefined,
  cursor: unknown,
  question: WireRecord,
): boolean {
  switch (end.kind) {
    case 'empty': {
      const list = body[end.list];
      return !Array.isArray(list) || list.length === 0;
    }
    case 'still':
      return isNone(cursor) || cursor === question[into ?? ''];
    case 'none':
      return isNone(cursor) || (end.orZero !== undefined && carrier?.[end.orZero] === 0);
    case 'up to':
      return Number(cursor) >= Number(carrier?.[end.field]);
    case 'down to':
      return Number(cursor) <= Number(carrier?.[end.field]);
  }
}

/** A walk up that goes down, or the other way round. */
function isBackward({ end, into }: Paging, cursor: unknown, question: WireRecord): boolean {
  const before = question[into ?? ''];
  if (typeof before !== 'number') return false;
  return (end.kind === 'up to' && Number(cursor) < before) || (end.kind === 'down to' && Number(cursor) > before);
}

/** 0, null, '', '{}' and absence all say that there is no cursor (section 11, question 9). */
const isNone = (cursor: unknown): boolean =>
  cursor === undefined || cursor === null || cursor === 0 || cursor === '' || cursor === '{}';

/** A cursor that is JSON text: whatever it holds goes back as it came. */
function fieldsOf(cursor: unknown): WireRecord | undefined {
  try {
    const fields: unknown = JSON.parse(String(cursor));
    return isWireRecord(fields) ? fields : undefined;
  } catch {
    // Not JSON: there is nothing to hand back.
    return undefined;
  }
}
