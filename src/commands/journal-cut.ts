// commands: what was cut off a journal when it was opened, for people and, as JSON, for programs. It may have been acknowledged, so it is
// told, and stands in the note of the run as well.
import type { Cut } from '../journal/recovery.js';
import type { Output } from './output.js';

export interface CutNote {
  /** Behind the last whole page. */
  readonly bytes: number;
  /** The file that has them now. */
  readonly kept_as: string;
}

/** Null where nothing was cut that may have been a page. */
export const cutNote = (cut: Cut | undefined): CutNote | null =>
  cut === undefined ? null : { bytes: cut.bytes, kept_as: cut.keptAs };

/** Of the note of a run. */
export const cutField = (cut: Cut | undefined): { journal_cut?: CutNote } => {
  const note = cutNote(cut);
  return note === null ? {} : { journal_cut: note };
};

export const describeCut = ({ bytes, kept_as }: CutNote): string =>
  `The journal did not end with a whole page: ${bytes} bytes were cut off and are kept as ${kept_as}; ` +
  'what they held and Fleep still has comes with a sync.';

/** Says it where people look for what is no result, however quiet a run is to be: a page may be lost. */
export function tellCut({ cut }: { readonly cut: Cut | undefined }, errors: Output = process.stderr): void {
  const note = cutNote(cut);
  if (note !== null) errors.write(`${describeCut(note)}\n`);
}
