// search: a text and the words that were asked for → the part of it that shows why it was found.
// Invariant: pieces of the text in order, nothing added but the dots where something is left out; they are shown as text, never as HTML.
import { type Place, placesOf } from './places.js';
import type { Words } from './query.js';
import { tokensOf } from './tokens.js';

export interface Piece {
  readonly text: string;
  readonly isMarked: boolean;
}

const LENGTH = 280;
const BEFORE = 80;

/** The whole text, with what was asked for marked. */
export function marked(text: string, wanted: readonly Words[]): Piece[] {
  return piecesOf(text, 0, text.length, placesIn(text, wanted));
}

/** A part of the text around the first place that was asked for. */
export function excerpt(text: string, wanted: readonly Words[]): Piece[] {
  const places = placesIn(text, wanted);
  const first = places[0]?.start ?? 0;
  const start =
    text.length <= LENGTH ? 0 : wordStart(text, Math.max(0, Math.min(first - BEFORE, text.length - LENGTH)));
  const end = start + LENGTH >= text.length ? text.length : wordEnd(text, start + LENGTH);
  const dots = (isThere: boolean): Piece[] => (isThere ? [{ text: '…', isMarked: false }] : []);
  return [...dots(start > 0), ...piecesOf(text, start, end, places), ...dots(end < text.length)];
}

const wordStart = (text: string, at: number): number => {
  const space = at === 0 ? -1 : text.slice(at, at + 40).search(/\s/);
  return space < 0 ? whole(text, at) : at + space + 1;
};

const wordEnd = (text: string, at: number): number => {
  const space = text.slice(at - 40, at).lastIndexOf(' ');
  return space < 0 ? whole(text, at) : at - 40 + space;
};

/** Not between the halves of a character. */
const whole = (text: string, at: number): number => (/[\udc00-\udfff]/.test(text.charAt(at)) ? at + 1 : at);

function placesIn(text: string, wanted: readonly Words[]): Place[] {
  const tokens = tokensOf(text);
  const places = wanted
    .flatMap((words) => placesOf(words, tokens, text))
    .sort((a, b) => a.start - b.start || b.end - a.end);
  const joined: Place[] = [];
  for (const place of places) {
    const last = joined[joined.length - 1];
    if (last === undefined || place.start >= last.end) joined.push(place);
    else if (place.end > last.end) joined[joined.length - 1] = { start: last.start, end: place.end };
  }
  return joined;
}

function piecesOf(text: string, from: number, until: number, places: readonly Place[]): Piece[] {
  const pieces: Piece[] = [];
  let at = from;
  const add = (end: number, isMarked: boolean): void => {
    if (end > at) pieces.push({ text: text.slice(at, end), isMarked });
    at = Math.max(at, end);
  };
  for (const { start, end } of places) {
    if (end <= from || start >= until) continue;
    add(Math.max(from, start), false);
    add(Math.min(until, end), true);
  }
  add(until, false);
  return pieces;
}
