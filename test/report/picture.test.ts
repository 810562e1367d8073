import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import { pngOf } from '../../src/report/picture.js';

const svgOf = (inside: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="120" height="30" viewBox="0 0 120 30">${inside}</svg>`;
const textOf = (words: string): string =>
  `<text x="5" y="20" font-family="system-ui, sans-serif" font-size="14px" fill="#2b2f36">${words}</text>`;

async function pixelsOf(svg: string): Promise<{ width: number; height: number; dark: number }> {
  const { width, height, data } = PNG.sync.read(Buffer.from(await pngOf(svg)));
  let dark = 0;
  for (let at = 0; at < data.length; at += 4) if ((data[at] ?? 255) < 128) dark += 1;
  return { width, height, dark };
}

describe('a chart as PNG', () => {
  it('is twice as large as the drawing, on a white ground', async () => {
    const { data, ...size } = PNG.sync.read(Buffer.from(await pngOf(svgOf(''))));
    expect(size).toMatchObject({ width: 240, height: 60 });
    expect(new Set(data)).toEqual(new Set([255]));
  });

  it.each(['Anna', 'Õie', 'Жанна', 'Ελένη', 'נועם', 'هدى'])('shows the words %s', async (words) => {
    const { dark } = await pixelsOf(svgOf(textOf(words)));
    expect(dark).toBeGreaterThan(100);
  });

  it('is the same bytes each time', async () => {
    const svg = svgOf(textOf('Anna'));
    expect(Buffer.from(await pngOf(svg)).equals(Buffer.from(await pngOf(svg)))).toBe(true);
  });

  it('loads nothing', async () => {
    const picture =
      '<image href="http://127.0.0.1:1/a.png" width="50" height="20"/><image href="/etc/passwd" width="9" height="9"/>';
    expect(await pixelsOf(svgOf(picture))).toMatchObject({ dark: 0 });
  });
});
