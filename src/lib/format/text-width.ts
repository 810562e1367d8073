// lib: text measured, cut and padded in terminal columns (CJK and emoji take two, combining marks none).
// Invariant: what a reader sees as one character is never cut in two.
import stringWidth from 'string-width';

const ASCII = /^[\x20-\x7e]*$/;
const characters = new Intl.Segmenter('en', { granularity: 'grapheme' });

export const textWidth = (text: string): number => (ASCII.test(text) ? text.length : stringWidth(text));

/** The text, or as much of it as fits before an ellipsis into `width` terminal columns. */
export function cutText(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  let kept = '';
  let used = 0;
  for (const { segment } of characters.segment(text)) {
    used += textWidth(segment);
    if (used > width - 1) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}

/** The text filled up with spaces to `width` terminal columns; longer text stays as it is. */
export function padText(text: string, width: number, side: 'left' | 'right' = 'left'): string {
  const spaces = ' '.repeat(Math.max(width - textWidth(text), 0));
  return side === 'right' ? spaces + text : text + spaces;
}
