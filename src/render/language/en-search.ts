// render/language: the search page and its script, in English.
import { QUERY_ERRORS, type QueryErrorCode } from '../../search/query-error.js';

const errors: Readonly<Record<QueryErrorCode, string>> = QUERY_ERRORS;

export const enSearch = {
  needsScript: 'Search needs JavaScript. Everything else on this site can be read without it.',
  region: 'Messages',
  here: 'Search this conversation',
  everywhere: 'Search all messages',
  field: 'Search for',
  order: 'Order',
  relevance: 'Relevance',
  newest: 'Newest first',
  oldest: 'Oldest first',
  go: 'Search',
  more: 'Show more',
  help: 'What can be asked for',
  write: 'Write',
  toFind: 'to find',
  words: 'both words, in any order; accents and capitals do not count',
  phrase: 'words that follow each other',
  prefix: 'words that begin so',
  or: 'one of them',
  not: 'the one without the other',
  from: 'who wrote it',
  in: 'the conversation',
  when: 'when (UTC)',
  what: 'what it is',
  notes:
    'Names of files, subjects and titles of conversations are searched too. Of an edited message the latest text is found, of a deleted one what it said last.',
  searching: 'Searching…',
  nothing: 'Nothing was found.',
  conversation: 'Conversation',
  latest: 'latest message',
  file: 'File',
  // The script puts in what stands in braces.
  day: '{day} {month} {year}',
  bad: '{reason}',
  errors,
  soFar: '{results} so far, {messages} still to be looked at',
  firstShown: '{found}, the first {shown} shown',
  keys: 'Keys: / for the field, ↓ and ↑ to go through the results.',
};
