// bench: journal → store from nothing, as a rebuild does it.
import { fileURLToPath } from 'node:url';
import { openArchive } from '../dist/journal/archive-folder.js';
import { recoverSegments } from '../dist/journal/recovery.js';
import { openWritableStore } from '../dist/store/store.js';

/** Makes the tables of an archive that has none: how many messages, and the seconds that it took. */
export async function loadAll(path) {
  const archive = await openArchive(path);
  const { position } = await recoverSegments(path);
  const store = await openWritableStore(archive);
  try {
    const started = performance.now();
    await store.load(position);
    await store.publish();
    const [{ messages }] = await store.database.rows('SELECT count(*) AS messages FROM messages');
    return { messages, seconds: (performance.now() - started) / 1000 };
  } finally {
    await store.close();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , path] = process.argv;
  console.log(JSON.stringify(await loadAll(path)));
}
