// report: how wide a text is in a chart. Vega measures with a canvas, and without one takes 0.8 em for each character.
// Invariant: the measure is the same on every machine and knows that CJK is twice as wide, so no label leaves the drawing.
import { textWidth } from '../lib/format/text-width.js';

interface TextItem {
  readonly fontSize?: number;
  /** Pixels after which Vega cuts the text; 0 for none. */
  readonly limit?: number;
}

// Vega exports its own hook for other ways to measure, and its typings leave it out.
declare module 'vega' {
  const textMetrics: { width: (item: TextItem, text: unknown) => number };
}

/** Width of a terminal column in em: the mean of the usual sans-serif fonts, on the wide side. */
const COLUMN_EM = 0.6;
/** What capitals and the widest small letters take beyond that. */
const WIDE_EM = 0.22;
const WIDE_LETTERS = /[A-Zmw@%]/g;
const VEGA_FONT_SIZE = 11;

/** Pixels that a text takes in a chart, as far as one can know without its font. */
export function labelWidth({ fontSize = VEGA_FONT_SIZE, limit = 0 }: TextItem, text: unknown): number {
  const letters = String(text ?? '');
  const wide = letters.match(WIDE_LETTERS)?.length ?? 0;
  const width = (textWidth(letters) * COLUMN_EM + wide * WIDE_EM) * fontSize;
  return limit > 0 ? Math.min(width, limit) : width;
}
