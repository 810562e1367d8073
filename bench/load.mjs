// bench: journal → store from nothing, as a rebuild does it.
import { openArchive } from '../dist/journal/archive-folder.js';
import { recoverSegments } from '../dist/journal/segments.js';
import { openWritableStore } from '../dist/store/store.js';

const [, , path] = process.argv;
const archive = await openArchive(path);
const { position } = await recoverSegments(path);
const store = await openWritableStore(archive);
const started = performance.now();
await store.load(position);
await store.publish();
const [{ messages }] = await store.database.rows('SELECT count(*) AS messages FROM messages');
console.log(JSON.stringify({ messages, seconds: (performance.now() - started) / 1000 }));
await store.close();
