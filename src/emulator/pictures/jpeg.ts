// emulator/pictures: a JPEG's size from its frame header, and its orientation from its Exif segment.
// Invariant: reading beyond the end throws RangeError, which the caller takes for "no picture".
import type { Picture } from './picture.js';

interface Segment {
  readonly marker: number;
  /** Of what follows the two bytes of the length. */
  readonly start: number;
  readonly end: number;
}

export function jpegPicture(bytes: Buffer): Picture | undefined {
  let orientation: number | null = null;
  for (const { marker, start, end } of segments(bytes)) {
    if (marker === 0xe1) orientation ??= orientationIn(bytes.subarray(start, end));
    if (isFrameHeader(marker)) {
      return {
        height: bytes.readUInt16BE(start + 1),
        width: bytes.readUInt16BE(start + 3),
        isAnimated: false,
        orientation,
      };
    }
  }
  return undefined;
}

/** SOF0 … SOF15 without DHT (c4), JPG (c8) and DAC (cc). */
const isFrameHeader = (marker: number) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

/** The segments up to the frame header. Fill bytes (ff) may stand before a marker. */
function* segments(bytes: Buffer): Generator<Segment> {
  for (let at = 2; bytes.readUInt8(at) === 0xff; ) {
    const marker = bytes.readUInt8(at + 1);
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const end = at + 2 + bytes.readUInt16BE(at + 2);
    yield { marker, start: at + 4, end };
    at = end;
  }
}

const ORIENTATION_TAG = 0x0112;
const ENTRY_BYTES = 12;

/** From the first directory of a TIFF structure behind `Exif`; null when it does not say, or says no value from 1 to 8. */
function orientationIn(segment: Buffer): number | null {
  if (segment.subarray(0, 6).toString('latin1') !== 'Exif\0\0') return null;
  const tiff = segment.subarray(6);
  const isLittle = tiff.subarray(0, 2).toString('latin1') === 'II';
  const short = (at: number) => (isLittle ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const directory = isLittle ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
  const count = short(directory);
  for (let index = 0; index < count; index += 1) {
    const entry = directory + 2 + index * ENTRY_BYTES;
    if (short(entry) !== ORIENTATION_TAG) continue;
    const value = short(entry + 8);
    return value >= 1 && value <= 8 ? value : null;
  }
  return null;
}
