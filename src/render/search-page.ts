// render: the search page, with the words that its script says (src/browser/words.ts).
import type { Plural } from './language/plural.js';
import type { SiteFacts } from './page-frame.js';
import type { Words } from './words.js';

export function searchView(site: SiteFacts, { texts }: Words) {
  return {
    root: '' as const,
    path: 'search.html',
    pageTitle: texts.site.search,
    ...site,
    isSearch: true,
    group: texts.numbers.group,
    resultWords: bothOf(texts.counts.result),
    messageWords: bothOf(texts.counts.message),
    errors: JSON.stringify(texts.search.errors),
    conversationWords: bothOf(texts.counts.conversation),
  };
}

const bothOf = ({ one, many }: Plural): string => `${one}|${many}`;
