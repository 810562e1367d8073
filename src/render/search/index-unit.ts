// render/search: one work unit → its part of a search index, where no page is made of it.
// Invariant: the documents are those that the pages of the same unit would have; what they hang on is read, and nothing else.
import { conversationFolder } from '../addresses.js';
import { plainContext, subjectOf, type ViewSources } from '../message-subject.js';
import { authorOf } from '../message-view.js';
import type { RenderContext } from '../render-context.js';
import { type Range, readFiles, readVersions, streamPages } from '../rows.js';
import type { UnitResult, WorkUnit } from '../units.js';
import { ChunkIndexer } from './chunk-indexer.js';
import { searchDocuments } from './documents.js';
import { writeWordOrder } from './word-order.js';

export async function indexUnit(unit: WorkUnit, context: RenderContext): Promise<UnitResult> {
  const titles = new Map(unit.conversations.map(({ conversation_id, title }) => [conversation_id, title]));
  const sources = await readSources(unit.range, context);
  const chunks = new ChunkIndexer(unit.chunks, context.getIndexer());
  const texts: string[] = [];
  for await (const { conversation_id, messages: rows } of streamPages(context.database, unit.range)) {
    const subjects = rows.map((row) => subjectOf(conversation_id, row, sources));
    const documents = searchDocuments(subjects, subjects.map(authorOf));
    chunks
      .at(conversation_id)
      .addMessages(titles.get(conversation_id) ?? '', conversationFolder(conversation_id), documents);
    for (const { text } of documents) texts.push(text);
  }
  chunks.end();
  await writeWordOrder(context.folder, unit.firstDocument, texts);
  return { pages: 0, messages: texts.length, made: [] };
}

/** Search looks at earlier versions and at names of files; of what else hangs on a message it knows nothing. */
async function readSources(range: Range, { database, directory, words }: RenderContext): Promise<ViewSources> {
  const versions = await readVersions(database, range);
  const files = await readFiles(database, range);
  return {
    directory,
    words,
    companions: { versions, ...files, previews: new Map(), reactions: new Map(), targets: new Map() },
    contents: { isWithoutContents: true, find: () => undefined },
    plainContext: plainContext(directory),
    isPart: false,
  };
}
