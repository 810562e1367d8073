// test support: what the command `search` finds in a conversation.

import { findHits } from '../../src/commands/search/found.js';
import type { ArchiveFolder } from '../../src/journal/archive-folder.js';
import { withOwnIndex } from '../../src/render/search/own-index.js';
import { parseQuery } from '../../src/search/query.js';

/** Numbers of the messages, in order of their digits. */
export async function foundNumbers(archive: ArchiveFolder, text: string): Promise<string[]> {
  const query = parseQuery(text);
  if (query === undefined) throw new Error('a query of nothing');
  return await withOwnIndex({ archive }, async (index) => {
    const links: string[] = [];
    for await (const hits of (await findHits(index, { query, order: 'oldest', limit: 100 })).hits())
      links.push(...hits.map(({ href }) => href.replace(/^.*#m/, '')));
    return links.sort();
  });
}
