// lib: halves of surrogate pairs in JSON (`\ud800` without its other half), which JSON allows and many a reader refuses. As the macro
// mend_escapes (queries/schema/013_json_bodies.sql).

const HIGH = String.raw`\\u[dD][89abAB][\da-fA-F]{2}`;
const LOW = String.raw`\\u[dD][c-fC-F][\da-fA-F]{2}`;
// Whole pairs first, and any other escape as a unit, so that the backslash of `\\` never counts as the start of one.
const ESCAPES = new RegExp(String.raw`${HIGH}${LOW}|${HIGH}|${LOW}|\\.`, 'g');
const HALF_LENGTH = 6;

/** Every half of a surrogate pair → `\ufffd`; a whole pair and any other escape stay. */
export const mendEscapes = (json: string): string =>
  json.includes('\\u') ? json.replace(ESCAPES, (found) => (found.length === HALF_LENGTH ? '\\ufffd' : found)) : json;
