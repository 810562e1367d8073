// browser: a document that was found → its entry in the list.
// Invariant: everything from the archive becomes text nodes; addresses are those that the index names, within the site.
/// <reference lib="dom" />

import { excerpt, marked, type Piece } from '../search/excerpt.js';
import type { Words as WantedWords } from '../search/query.js';
import type { ShownDocument } from '../search/texts.js';
import { toldMs } from '../search/times.js';
import type { Words } from './words.js';

export function resultEntry(
  document: ShownDocument,
  minute: number,
  wanted: readonly WantedWords[],
  words: Words,
): HTMLLIElement {
  const entry = element('li', 'result');
  const heading = element('p', 'result-where');
  const link = element('a', 'result-link');
  link.href = document.href;
  link.dir = 'auto';
  link.append(...nodesOf(document.kind === 'conversation' ? marked(document.title, wanted) : plain(document.title)));
  heading.append(link);
  entry.append(heading, metaOf(document, minute, words));
  if (document.subject !== '') entry.append(paragraph('result-subject', marked(document.subject, wanted)));
  if (document.body !== '') entry.append(paragraph('result-text', excerpt(document.body, wanted)));
  if (document.files.length > 0) {
    const files = element('ul', 'result-files');
    for (const name of document.files) {
      const item = element('li');
      const shown = element('bdi');
      shown.append(...nodesOf(marked(name, wanted)));
      item.append(`${words.file}: `, shown);
      files.append(item);
    }
    entry.append(files);
  }
  return entry;
}

const plain = (text: string): Piece[] => [{ text, isMarked: false }];

function metaOf({ kind, sender }: ShownDocument, minute: number, words: Words): HTMLElement {
  const meta = element('p', 'result-meta');
  meta.append(kind === 'conversation' ? words.conversation : isolated(sender));
  const timeMs = toldMs(minute);
  if (timeMs === undefined) return meta;
  const time = element('time');
  time.dateTime = new Date(timeMs).toISOString();
  time.textContent = words.dayAndTime(timeMs);
  meta.append(kind === 'conversation' ? ` · ${words.latestMessage} ` : ' · ', time);
  return meta;
}

function isolated(text: string): HTMLElement {
  const name = element('bdi');
  name.textContent = text;
  return name;
}

function paragraph(className: string, pieces: readonly Piece[]): HTMLElement {
  const made = element('p', className);
  made.dir = 'auto';
  made.append(...nodesOf(pieces));
  return made;
}

function nodesOf(pieces: readonly Piece[]): (Node | string)[] {
  return pieces.map(({ text, isMarked }) => {
    if (!isMarked) return text;
    const mark = element('mark');
    mark.textContent = text;
    return mark;
  });
}

function element<K extends keyof HTMLElementTagNameMap>(name: K, className = ''): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  if (className !== '') made.className = className;
  return made;
}
