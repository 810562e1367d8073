// report: a chart as SVG → the same as PNG, for where no vector picture can go.
// Invariant: words are drawn in a font that comes with the program, so a picture has them on every machine; of the machine's own fonts only
// those characters are taken that it lacks, such as Chinese and Japanese.
import { createRequire } from 'node:module';
import { usageError } from '../lib/errors.js';

/** Covers Latin, Greek, Cyrillic, Armenian, Georgian, Hebrew and Arabic. */
const FONT = { family: 'DejaVu Sans', file: 'dejavu-fonts-ttf/ttf/DejaVuSans.ttf' };
/** Pixels of the picture for one of the drawing, so that it is sharp on paper and on screens of today. */
const ZOOM = 2;
const WHITE = '#ffffff';

/** The picture on a white ground. Throws when `svg` is none, and `usage` where the machine has no renderer. */
export async function pngOf(svg: string): Promise<Uint8Array> {
  // Loaded when needed: a chart as SVG does without, and there are machines for which it has no binary.
  const { Resvg } = await import('@resvg/resvg-js').catch((cause: unknown) => {
    throw usageError('Nothing on this machine can draw a PNG: take --chart svg, or install again with npm ci.', cause);
  });
  const file = createRequire(import.meta.url).resolve(FONT.file);
  const { family } = FONT;
  const picture = new Resvg(svg, {
    background: WHITE,
    fitTo: { mode: 'zoom', value: ZOOM },
    font: { fontFiles: [file], loadSystemFonts: true, defaultFontFamily: family, sansSerifFamily: family },
  });
  return picture.render().asPng();
}
