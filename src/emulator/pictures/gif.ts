// emulator/pictures: a GIF's size, and whether it has a second frame.
// Invariant: blocks are walked by their own lengths, so that picture data is never taken for a block.
import type { Picture } from './picture.js';

const EXTENSION = 0x21;
const FRAME = 0x2c;

export function gifPicture(bytes: Buffer): Picture {
  return {
    width: bytes.readUInt16LE(6),
    height: bytes.readUInt16LE(8),
    isAnimated: hasTwoFrames(bytes),
    orientation: null,
  };
}

function hasTwoFrames(bytes: Buffer): boolean {
  let at = 13 + tableBytes(bytes.readUInt8(10));
  for (let frames = 0; at < bytes.length; ) {
    const kind = bytes[at];
    if (kind === FRAME) {
      frames += 1;
      if (frames === 2) return true;
      at = afterBlocks(bytes, at + 11 + tableBytes(bytes[at + 9] ?? 0));
    } else if (kind === EXTENSION) at = afterBlocks(bytes, at + 2);
    else return false;
  }
  return false;
}

/** Bytes of the colour table that a packed field announces. */
const tableBytes = (packed: number) => ((packed & 0x80) === 0 ? 0 : 3 * 2 ** ((packed & 7) + 1));

/** The position behind a chain of sub-blocks, whose end is an empty one. */
function afterBlocks(bytes: Buffer, start: number): number {
  let at = start;
  for (let length = bytes[at]; length; length = bytes[at]) at += 1 + length;
  return at + 1;
}
