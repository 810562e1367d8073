// emulator/pictures: pixels, and making fewer of them.
// Invariant: four bytes a pixel (red, green, blue, alpha), rows from the top; no picture is ever made larger.

export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** The picture made to fit into a square of `edge` pixels. */
export function fitted(pixels: Pixels, edge: number): Pixels {
  const scale = Math.min(1, edge / Math.max(pixels.width, pixels.height));
  if (scale === 1) return pixels;
  const width = Math.max(1, Math.round(pixels.width * scale));
  const height = Math.max(1, Math.round(pixels.height * scale));
  const data = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y += 1) {
    const rows = part(y, height, pixels.height);
    for (let x = 0; x < width; x += 1)
      data.set(meanOf(pixels, part(x, width, pixels.width), rows), (y * width + x) * 4);
  }
  return { width, height, data };
}

/** From `start` up to, not including, `end`. */
interface Span {
  readonly start: number;
  readonly end: number;
}

/** What the pixel `index` of `count` stands for, of `total`. */
function part(index: number, count: number, total: number): Span {
  const start = Math.floor((index * total) / count);
  return { start, end: Math.max(start + 1, Math.floor(((index + 1) * total) / count)) };
}

/** Colours count as much as they are opaque, so that what is seen through does not darken an edge. */
function meanOf({ width, data }: Pixels, columns: Span, rows: Span): [number, number, number, number] {
  const sum = [0, 0, 0];
  let alpha = 0;
  for (let y = rows.start; y < rows.end; y += 1) {
    for (let at = (y * width + columns.start) * 4; at < (y * width + columns.end) * 4; at += 4) {
      const weight = data[at + 3] ?? 0;
      for (let channel = 0; channel < 3; channel += 1) {
        sum[channel] = (sum[channel] ?? 0) + (data[at + channel] ?? 0) * weight;
      }
      alpha += weight;
    }
  }
  const area = (rows.end - rows.start) * (columns.end - columns.start);
  const [red = 0, green = 0, blue = 0] = sum.map((value) => (alpha === 0 ? 0 : Math.round(value / alpha)));
  return [red, green, blue, Math.round(alpha / area)];
}

/** The picture as its Exif orientation means it to be seen. */
export function upright({ width, height, data }: Pixels, orientation: number | null): Pixels {
  const source = orientation === null ? undefined : sources[orientation];
  if (source === undefined) return { width, height, data };
  const isTurned = Number(orientation) > 4;
  const turned = { width: isTurned ? height : width, height: isTurned ? width : height };
  const out = new Uint8Array(data.length);
  for (let y = 0; y < turned.height; y += 1) {
    for (let x = 0; x < turned.width; x += 1) {
      const [fromX, fromY] = source(x, y, width - 1, height - 1);
      const at = (fromY * width + fromX) * 4;
      out.set(data.subarray(at, at + 4), (y * turned.width + x) * 4);
    }
  }
  return { ...turned, data: out };
}

/** Where a pixel comes from; `right` and `bottom` are the last column and row of the stored picture. */
type Source = (x: number, y: number, right: number, bottom: number) => readonly [x: number, y: number];

/** By orientation, from Exif 2.3, tag 0x0112; 1 is upright. */
const sources: Readonly<Record<number, Source>> = {
  2: (x, y, right) => [right - x, y],
  3: (x, y, right, bottom) => [right - x, bottom - y],
  4: (x, y, _right, bottom) => [x, bottom - y],
  5: (x, y) => [y, x],
  6: (x, y, _right, bottom) => [y, bottom - x],
  7: (x, y, right, bottom) => [right - y, bottom - x],
  8: (x, y, right) => [right - y, x],
};
