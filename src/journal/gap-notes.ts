// journal: what crawl and import note of gaps in the same words, so that either closes what the other opened.

/** The id of the gap of a file. */
export const fileGap = (url: string): string => `file:${url}`;

/** The record of a gap that is none any more. */
export const closedGap = (gap_id: string) => ({ mk_rec_type: 'archive_gap', gap_id, is_open: false });
