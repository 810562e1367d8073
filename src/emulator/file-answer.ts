// emulator: answers a GET of a file, preview, thumb or avatar (fleep-wire.md 6).
// Invariant: content-length is the number of bytes that follow, also for parts of a file.
import { randomBytes } from 'node:crypto';
import { PIECE_BYTES, piecesOf } from './pieces.js';
import { type ByteRange, parseRanges } from './range.js';
import type { ServedBytes, ServedContent } from './world.js';

/** A list stands for a header that comes several times. */
export type Headers = Readonly<Record<string, string | number | string[]>>;

export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Text goes out as UTF-8, in one write with the headers; pieces one after the other, as fast as the client takes them. */
  readonly body: Buffer | string | Pieces;
}

export interface Pieces {
  readonly pieces: Iterable<Buffer>;
}

export function fileAnswer(content: ServedContent, rangeHeader: string | undefined): RawAnswer {
  const bytes = content.read();
  const headers = { ...commonHeaders, ...typeHeaders(content) };
  if (rangeHeader === undefined) return whole(200, headers, bytes, { start: 0, end: bytes.length - 1 });
  const ranges = parseRanges(rangeHeader, bytes.length);
  if (ranges === undefined) return unsatisfiable(bytes.length);
  const [only] = ranges;
  if (only === undefined || ranges.length > 1) return multipart(headers, bytes, ranges);
  return whole(206, { ...headers, 'content-range': contentRange(only, bytes.length) }, bytes, only);
}

/** What is large goes out in pieces. */
function whole(status: number, headers: Record<string, string>, bytes: ServedBytes, range: ByteRange): RawAnswer {
  const length = range.end - range.start + 1;
  if (length <= PIECE_BYTES) return sized(status, headers, slice(bytes, range));
  const pieces = piecesOf(bytes, range.start, range.end + 1);
  return { status, headers: { ...headers, 'content-length': length }, body: { pieces } };
}

const commonHeaders = {
  'accept-ranges': 'bytes',
  'cache-control': 'private, max-age=86400',
  'content-security-policy': "default-src 'none'",
};

function typeHeaders({ fileName, fileType }: ServedContent): Record<string, string> {
  const contentType = /^[\w.+-]+\/[\w.+-]+(; ?[\w.+="-]+)*$/.test(fileType) ? fileType : 'application/octet-stream';
  if (contentType.startsWith('image/')) return { 'content-type': contentType };
  return { 'content-type': contentType, 'content-disposition': disposition(fileName) };
}

/** A header holds ASCII only: other names get the form of RFC 8187 beside a stand-in. */
function disposition(fileName: string): string {
  const plain = fileName.replace(/[^\x20-\x7e]|["\\]/g, '_');
  const encoded =
    plain === fileName ? '' : `; filename*=UTF-8''${encodeURIComponent(fileName.replace(/\p{Surrogate}/gu, '_'))}`;
  return `attachment; filename="${plain}"${encoded}`;
}

function multipart(headers: Record<string, string>, bytes: ServedBytes, ranges: readonly ByteRange[]): RawAnswer {
  const boundary = randomBytes(12).toString('hex');
  const parts = ranges.map((range) => ({ ...range, head: partHead(headers, boundary, range, bytes.length) }));
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  const length = parts.reduce((sum, { head, start, end }) => sum + head.length + end + 1 - start, tail.length);
  return {
    status: 206,
    headers: { ...headers, 'content-type': `multipart/byteranges; boundary=${boundary}`, 'content-length': length },
    body: { pieces: partPieces(bytes, parts, tail) },
  };
}

/** Parts may be many and overlap, so that together they are far more than the file. */
function* partPieces(
  bytes: ServedBytes,
  parts: readonly (ByteRange & { readonly head: Buffer })[],
  tail: Buffer,
): Generator<Buffer> {
  for (const { head, start, end } of parts) {
    yield head;
    yield* piecesOf(bytes, start, end + 1);
  }
  yield tail;
}

function partHead(headers: Record<string, string>, boundary: string, range: ByteRange, sizeBytes: number): Buffer {
  const lines = [
    `\r\n--${boundary}`,
    `content-type: ${headers['content-type'] ?? ''}`,
    `content-length: ${range.end - range.start + 1}`,
    `content-range: ${contentRange(range, sizeBytes)}`,
  ];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`);
}

function unsatisfiable(sizeBytes: number): RawAnswer {
  const headers = { 'content-type': 'text/html; charset=utf-8', 'content-range': `bytes */${sizeBytes}` };
  return sized(416, headers, Buffer.from('<html><body>416: Requested Range Not Satisfiable</body></html>'));
}

function sized(status: number, headers: Record<string, string>, body: Buffer): RawAnswer {
  return { status, headers: { ...headers, 'content-length': body.length }, body };
}

const contentRange = ({ start, end }: ByteRange, sizeBytes: number) => `bytes ${start}-${end}/${sizeBytes}`;
const slice = (bytes: ServedBytes, { start, end }: ByteRange) => bytes.subarray(start, end + 1);
