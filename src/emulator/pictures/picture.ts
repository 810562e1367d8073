// emulator/pictures: what kind of file some bytes are, and for a picture its size, read from the bytes and from nothing else.
// Sources: PNG (ISO/IEC 15948) 11.2.2, JPEG (ITU-T T.81) annex B and Exif 2.3 tag 0x0112, GIF89a 18 and 20, WebP (RFC 9649) 2.
// Invariant: damaged bytes give no picture, and never an exception.
import type { ServedBytes } from '../world.js';
import { gifPicture } from './gif.js';
import { jpegPicture } from './jpeg.js';
import { webpPicture } from './webp.js';

/** Pixels as they are stored; `orientation` says how they are meant to be turned (Exif: 1 to 8). */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly isAnimated: boolean;
  readonly orientation: number | null;
}

export interface Kind {
  /** MIME type. What has no signature, and so all text, is an octet-stream to the service (fleep-wire.md 4.5). */
  readonly fileType: string;
  readonly picture: Picture | undefined;
}

/** Sizes stand in front; the frames of a GIF may lie anywhere, and are looked for in as much as this. */
const MOST_LOOKED_AT = 16_000_000;

interface Format {
  readonly fileType: string;
  /** Over the first bytes in hexadecimal. */
  readonly signature: RegExp;
  readonly read?: (bytes: Buffer) => Picture | undefined;
}

const formats: readonly Format[] = [
  { fileType: 'image/png', signature: /^89504e470d0a1a0a/, read: pngPicture },
  { fileType: 'image/jpeg', signature: /^ffd8ff/, read: jpegPicture },
  { fileType: 'image/gif', signature: /^47494638(37|39)61/, read: gifPicture },
  { fileType: 'image/webp', signature: /^52494646.{8}57454250/, read: webpPicture },
  { fileType: 'application/pdf', signature: /^255044462d/ },
  { fileType: 'application/zip', signature: /^504b0304/ },
];

export function kindOf(content: ServedBytes): Kind {
  const head = content.subarray(0, Math.min(12, content.length)).toString('hex');
  const format = formats.find(({ signature }) => signature.test(head));
  if (format === undefined) return { fileType: 'application/octet-stream', picture: undefined };
  const picture = format.read && attempt(format.read, content.subarray(0, Math.min(MOST_LOOKED_AT, content.length)));
  return { fileType: format.fileType, picture };
}

function attempt(read: (bytes: Buffer) => Picture | undefined, bytes: Buffer): Picture | undefined {
  try {
    const picture = read(bytes);
    return picture && picture.width > 0 && picture.height > 0 ? picture : undefined;
  } catch (error) {
    // The bytes end, or point, beyond their end: no picture.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Animated when an acTL chunk comes before the first picture data (APNG). */
function pngPicture(bytes: Buffer): Picture {
  const animation = bytes.indexOf('acTL', 8, 'latin1');
  const data = bytes.indexOf('IDAT', 8, 'latin1');
  return {
    width: bytes.readUInt32BE(16),
    height: bytes.readUInt32BE(20),
    isAnimated: animation >= 0 && animation < data,
    orientation: null,
  };
}
