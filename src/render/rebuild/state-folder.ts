// render/rebuild: where a site keeps what the next render of it may use again.
// Invariant: nothing that a reader opens is in this folder, and a site without it is whole.

/** From the root of the site. */
export const STATE_FOLDER = '.fleep-archive-state/';

/** What each chunk gave to the search index. */
export const RUNS_FOLDER = `${STATE_FOLDER}runs/`;

/** What each chunk is made from, and which files it has. */
export const STATE_FILE = `${STATE_FOLDER}state.json`;
