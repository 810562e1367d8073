// emulator/pictures: a WebP's size from its first chunk: extended (VP8X), lossless (VP8L) or lossy (VP8).
// Invariant: reading beyond the end throws RangeError, which the caller takes for "no picture".
import type { Picture } from './picture.js';

const ANIMATION = 0x02;
/** Sizes are of 14 bits each. */
const SIZE_MASK = 0x3fff;

export function webpPicture(bytes: Buffer): Picture | undefined {
  const still = { isAnimated: false, orientation: null };
  switch (bytes.subarray(12, 16).toString('latin1')) {
    case 'VP8X':
      return {
        width: 1 + bytes.readUIntLE(24, 3),
        height: 1 + bytes.readUIntLE(27, 3),
        isAnimated: (bytes.readUInt8(20) & ANIMATION) !== 0,
        orientation: null,
      };
    case 'VP8L': {
      const bits = bytes.readUInt32LE(21);
      return { ...still, width: 1 + (bits & SIZE_MASK), height: 1 + ((bits >>> 14) & SIZE_MASK) };
    }
    case 'VP8 ':
      return { ...still, width: bytes.readUInt16LE(26) & SIZE_MASK, height: bytes.readUInt16LE(28) & SIZE_MASK };
    default:
      return undefined;
  }
}
