// lib: makes text of strangers safe to show in a terminal or inside an SVG.
// Invariant: the result holds no control character (line breaks and tabs in whole lines apart), no bidirectional override and no lone surrogate, so it can neither
// drive a terminal, nor reorder what stands beside it, nor break an XML document. What was taken out stays visible.

// C0, DEL, C1, the separators of lines and paragraphs, the bidirectional embeddings, overrides and isolates
// (UAX #9, 2.1 to 2.4), and the two code points that XML 1.0 forbids.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffe\uffff]|\p{Surrogate}/gu;

const LINE_BREAK = /\r\n|[\n\r\t\u0085\u2028\u2029]/g;
const REPLACEMENT = '\ufffd';

/** One line of text: line breaks and tabs become a space, escape becomes ␛, overrides and the rest become �. */
export function visibleText(text: string): string {
  return text.replace(LINE_BREAK, ' ').replace(UNSAFE, stand);
}

/** What is unsafe in text of several lines: line breaks and tabs do no more than they should. */
const UNSAFE_IN_LINES = new RegExp(`(?!\\r?\\n|\\t)(?:${UNSAFE.source})`, 'gu');

/** The same for whole lines, such as those of CSV: their breaks and tabs stay. */
export const visibleLines = (text: string): string => text.replace(UNSAFE_IN_LINES, stand);

/** JSON that says the same, with escapes for what is not safe to show. Between its tokens there is nothing of the kind. */
export const visibleJson = (json: string): string =>
  json.replace(UNSAFE_IN_LINES, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

function stand(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? '\u2421' : REPLACEMENT;
}
