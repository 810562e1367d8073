// lib: cuts a JSON answer into the slices of its records, on the bytes, without parsing and re-writing them.
// Invariant: a slice is exactly the bytes that came (white space between tokens is folded only where a line break would cut an
// NDJSON line); numbers, key order, duplicate keys and escapes stay as they were. The caller knows that the body is valid JSON.

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

export interface RecordSlice {
  /** The top-level key of the answer under which the record stood; '' when the answer itself is the record. */
  readonly path: string;
  readonly bytes: Buffer;
}

export interface SlicedAnswer {
  /** The answer without its records: an array of records is `[]` here, the object `header` is `{}`, a ticket is `""`. */
  readonly envelope: Buffer;
  readonly records: readonly RecordSlice[];
}

/**
 * Cuts the records out of one JSON object. Records are: the elements of every top-level array of objects; the top-level object
 * `header`; the whole body when it carries a `mk_rec_type` itself (fleep-wire.md, section 8, quirk 10).
 * The value of a top-level `ticket` is left out, since it is a secret of the session.
 */
export function sliceAnswer(body: Buffer): SlicedAnswer {
  const records: RecordSlice[] = [];
  const envelope: Buffer[] = [];
  // Nearly every answer comes on one line, and then so does each slice of it.
  const line = isOneLine(body) ? (slice: Buffer) => slice : oneLine;
  let kept = 0;
  for (const member of membersOf(body, skipSpace(body, 0))) {
    if (member.key === 'mk_rec_type')
      return { envelope: Buffer.from('{}'), records: [{ path: '', bytes: line(withoutTicket(body)) }] };
    const cut = cutMember(body, member, (path, bytes) => records.push({ path, bytes: line(bytes) }));
    if (cut === undefined) continue;
    envelope.push(body.subarray(kept, member.start), Buffer.from(cut));
    kept = member.end;
  }
  envelope.push(body.subarray(kept));
  return { envelope: line(Buffer.concat(envelope)), records };
}

/** An answer that is one record, without the ticket that the service may have put into it. */
function withoutTicket(body: Buffer): Buffer {
  const parts: Buffer[] = [];
  let kept = 0;
  for (const { key, start, end } of membersOf(body, skipSpace(body, 0))) {
    if (key !== 'ticket' || body[start] !== QUOTE) continue;
    parts.push(body.subarray(kept, start), Buffer.from('""'));
    kept = end;
  }
  return parts.length === 0 ? body : Buffer.concat([...parts, body.subarray(kept)]);
}

interface Member {
  readonly key: string;
  readonly start: number;
  readonly end: number;
}

/** What stands in the envelope for a member that is cut out; undefined for one that stays. */
function cutMember(
  body: Buffer,
  { key, start, end }: Member,
  keep: (path: string, bytes: Buffer) => void,
): string | undefined {
  if (key === 'ticket' && body[start] === QUOTE) return '""';
  if (key === 'header' && body[start] === OPEN_BRACE) {
    keep(key, body.subarray(start, end));
    return '{}';
  }
  if (body[start] !== OPEN_BRACKET || body[skipSpace(body, start + 1)] !== OPEN_BRACE) return undefined;
  for (const element of elementsOf(body, start)) keep(key, element);
  return '[]';
}

function* membersOf(body: Buffer, open: number): Generator<Member> {
  if (body[open] !== OPEN_BRACE) return;
  let at = skipSpace(body, open + 1);
  while (at < body.length && body[at] !== CLOSE_BRACE) {
    const keyEnd = endOfString(body, at);
    const key = JSON.parse(body.toString('utf8', at, keyEnd)) as string;
    const start = skipSpace(body, skipSpace(body, keyEnd) + 1);
    const end = endOfValue(body, start);
    yield { key, start, end };
    at = skipSpace(body, end);
    if (body[at] === COMMA) at = skipSpace(body, at + 1);
  }
}

function* elementsOf(body: Buffer, open: number): Generator<Buffer> {
  let at = skipSpace(body, open + 1);
  while (at < body.length && body[at] !== CLOSE_BRACKET) {
    const end = endOfValue(body, at);
    yield body.subarray(at, end);
    at = skipSpace(body, end);
    if (body[at] === COMMA) at = skipSpace(body, at + 1);
  }
}

const isSpace = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

function skipSpace(body: Buffer, at: number): number {
  while (isSpace(body[at])) at += 1;
  return at;
}

/** The position after the closing quote of the string that opens at `at`. */
function endOfString(body: Buffer, at: number): number {
  let quote = at;
  for (;;) {
    quote = body.indexOf(QUOTE, quote + 1);
    if (quote < 0) return body.length;
    let slashes = 0;
    while (body[quote - 1 - slashes] === BACKSLASH) slashes += 1;
    if (slashes % 2 === 0) return quote + 1;
  }
}

function endOfValue(body: Buffer, start: number): number {
  const first = body[start];
  if (first === QUOTE) return endOfString(body, start);
  if (first === OPEN_BRACE || first === OPEN_BRACKET) return endOfNested(body, start);
  let at = start;
  while (at < body.length) {
    const byte = body[at];
    if (byte === COMMA || byte === CLOSE_BRACE || byte === CLOSE_BRACKET || isSpace(byte)) return at;
    at += 1;
  }
  return at;
}

function endOfNested(body: Buffer, start: number): number {
  let depth = 0;
  let at = start;
  while (at < body.length) {
    const byte = body[at];
    if (byte === QUOTE) {
      at = endOfString(body, at);
      continue;
    }
    at += 1;
    if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth += 1;
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  return at;
}

const isOneLine = (bytes: Buffer): boolean => !bytes.includes(0x0a) && !bytes.includes(0x0d);

/** The same JSON on one line: a line break can only stand between tokens, where white space means nothing. */
export function oneLine(bytes: Buffer): Buffer {
  if (isOneLine(bytes)) return bytes;
  const folded = Buffer.allocUnsafe(bytes.length);
  let length = 0;
  let at = 0;
  while (at < bytes.length) {
    const end = bytes[at] === QUOTE ? endOfString(bytes, at) : at + 1;
    if (!isSpace(bytes[at])) length += bytes.copy(folded, length, at, end);
    at = end;
  }
  return folded.subarray(0, length);
}
