// emulator/pictures: bytes → pixels, and pixels → PNG.
// Invariant: bytes that cannot be read, or would take too much memory, give undefined and never an exception.
import jpeg from 'jpeg-js';
import { GifReader } from 'omggif';
import { PNG } from 'pngjs';
import type { Picture } from './picture.js';
import type { Pixels } from './pixels.js';

const MOST_PIXELS = 50_000_000;
const JPEG_MEMORY_MB = 1_024;

const decoders: Readonly<Record<string, (bytes: Buffer) => Pixels>> = {
  'image/png': (bytes) => PNG.sync.read(bytes),
  'image/jpeg': (bytes) => jpeg.decode(bytes, { useTArray: true, maxMemoryUsageInMB: JPEG_MEMORY_MB }),
  'image/gif': firstFrame,
};

/** For PNG, JPEG and GIF. */
export function decodePicture(bytes: Buffer, fileType: string, { width, height }: Picture): Pixels | undefined {
  const decode = decoders[fileType];
  if (decode === undefined || width * height > MOST_PIXELS) return undefined;
  try {
    return decode(bytes);
  } catch {
    // The decoders tell of damaged pictures by errors of every kind.
    return undefined;
  }
}

export function encodePng({ width, height, data }: Pixels): Buffer {
  const png = new PNG({ width, height });
  png.data.set(data);
  return PNG.sync.write(png);
}

/** A square of one colour, given as `#rrggbb`. */
export function plainPicture(edge: number, colour: string): Buffer {
  const data = new Uint8Array(edge * edge * 4);
  data.set([...Buffer.from(colour.slice(1), 'hex'), 255]);
  for (let at = 4; at < data.length; at += 4) data.copyWithin(at, 0, 4);
  return encodePng({ width: edge, height: edge, data });
}

function firstFrame(bytes: Buffer): Pixels {
  const reader = new GifReader(bytes);
  const data = new Uint8Array(reader.width * reader.height * 4);
  reader.decodeAndBlitFrameRGBA(0, data);
  return { width: reader.width, height: reader.height, data };
}
