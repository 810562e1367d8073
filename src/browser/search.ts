// browser: the search page. Its form is in templates/search.hbs; what is asked for is in the address, so that a search can be linked.
// Orders: a search that is still running when the next begins is dropped, and whatever it finds is not shown.
/// <reference lib="dom" />

import { ArchiveIndex } from '../search/archive-index.js';
import { wantedOf } from '../search/evaluate.js';
import { FILES } from '../search/index-files.js';
import { parseQuery, type Query } from '../search/query.js';
import { QueryError } from '../search/query-error.js';
import type { Order } from '../search/ranking.js';
import { type Found, runSearch } from '../search/run-search.js';
import { Texts } from '../search/texts.js';
import { resultEntry } from './result-view.js';
import { ScriptFiles } from './script-files.js';
import { Words } from './words.js';

const FIRST_COUNT = 10;
const MORE_COUNT = 20;

interface State {
  readonly text: string;
  readonly order: Order;
  /** How many results are shown at most. */
  readonly count: number;
}

function find<T extends HTMLElement>(id: string, type: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`The page has no ${id}.`);
  return found;
}

const input = find('search-query', HTMLInputElement);
const orders = find('search-order', HTMLSelectElement);
const status = find('search-status', HTMLElement);
const list = find('search-results', HTMLOListElement);
const more = find('search-more', HTMLButtonElement);
const words = new Words(list);

const files = new ScriptFiles();
const read = (name: string) => files.read(name);
let opened: Promise<{ index: ArchiveIndex; texts: Texts }> | undefined;
let running = 0;

/** Begins to load what every search needs. An index that could not be opened is tried again when it is next asked for. */
function openIndex(): Promise<{ index: ArchiveIndex; texts: Texts }> {
  opened ??= ArchiveIndex.open(read).then((index) => ({ index, texts: new Texts(index.head, read) }));
  opened.catch(() => {
    opened = undefined;
  });
  // The codes of the texts are as large as all else together, so they come at the same time.
  files.read(FILES.code).catch(() => {});
  return opened;
}

function orderOf(name: string | null): Order {
  return name === 'newest' || name === 'oldest' ? name : 'relevance';
}

/** Not less than the first ones, and no more than somebody comes to by asking for more. */
function countOf(text: string | null): number {
  return text !== null && /^\d{2,4}$/.test(text) ? Math.max(FIRST_COUNT, Number(text)) : FIRST_COUNT;
}

function stateOfAddress(): State {
  const parameters = new URLSearchParams(location.hash.slice(1));
  return {
    text: parameters.get('q') ?? '',
    order: orderOf(parameters.get('order')),
    count: countOf(parameters.get('shown')),
  };
}

function addressOf({ text, order, count }: State): string {
  const parameters = new URLSearchParams({ q: text });
  if (order !== 'relevance') parameters.set('order', order);
  if (count !== FIRST_COUNT) parameters.set('shown', String(count));
  return `#${parameters}`;
}

/** Puts what the form says into the address; the search follows from that. */
function submit(): void {
  const address = addressOf({ text: input.value.trim(), order: orderOf(orders.value), count: FIRST_COUNT });
  if (location.hash === address) void search(0);
  else location.hash = address;
}

function say(text: string, isError = false): void {
  status.textContent = text;
  status.classList.toggle('error', isError);
  input.setAttribute('aria-invalid', String(isError));
}

/** Searches for what the address says. `focused` is the result that gets the focus, when there is one. */
async function search(focused: number): Promise<void> {
  running += 1;
  const turn = running;
  const state = stateOfAddress();
  input.value = state.text;
  orders.value = state.order;
  document.body.dataset.search = 'running';
  try {
    const query = parseQuery(state.text);
    if (query === undefined) clear();
    else await show(query, state, () => turn !== running, focused);
  } catch (error) {
    if (turn !== running) return;
    clear();
    say(error instanceof QueryError ? words.badQuery(error) : String(error), true);
    if (!(error instanceof QueryError)) throw error;
  } finally {
    if (turn === running) document.body.dataset.search = 'done';
  }
}

function clear(): void {
  list.replaceChildren();
  more.hidden = true;
  say('');
}

async function show(query: Query, { order, count }: State, isOver: () => boolean, focused: number): Promise<void> {
  say(words.searching);
  const { index, texts } = await openIndex();
  const wanted = wantedOf(query);
  for await (const found of runSearch(query, { order, count }, index, texts)) {
    if (isOver()) return;
    const documents = await Promise.all(found.first.map((document) => texts.read(document)));
    if (isOver()) return;
    const entries = documents.map((document, place) =>
      resultEntry(document, index.minuteOf(found.first[place] ?? 0), wanted, words),
    );
    list.replaceChildren(...entries);
    say(wordsFor(found, index.messages));
    more.hidden = !found.isComplete || found.documents.size <= entries.length;
  }
  if (focused > 0) links()[focused]?.focus();
}

function wordsFor({ documents, first, isComplete, open }: Found, messages: number): string {
  const total = documents.size;
  if (!isComplete) return words.foundSoFar(total, open);
  let conversations = 0;
  for (let document = messages; document < documents.total; document += 1)
    if (documents.has(document)) conversations += 1;
  return words.foundInAll(total - conversations, conversations, first.length);
}

const links = (): HTMLAnchorElement[] => [...list.querySelectorAll<HTMLAnchorElement>('a.result-link')];

/** Arrows go from result to result, and from the first one back to the field. */
function move(event: KeyboardEvent): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (event.key === '/' && document.activeElement !== input) {
    event.preventDefault();
    input.select();
    input.focus();
  }
  const all = links();
  const at = all.indexOf(document.activeElement as HTMLAnchorElement);
  const isInside = at >= 0 || document.activeElement === input;
  if (step === 0 || !isInside || event.altKey || event.ctrlKey || event.metaKey) return;
  const target = at + step < 0 ? input : all[at + step];
  if (target === undefined) return;
  event.preventDefault();
  target.focus();
}

/** Follows a link within the page without its address, which is that of the search: the one past the head of the page. */
function jump(event: MouseEvent): void {
  const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[href^="#"]') : null;
  const target = link && document.getElementById(link.hash.slice(1));
  if (!target || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  target.scrollIntoView();
  target.focus();
}

// No form: nothing is ever sent from a page of the archive.
find('search-submit', HTMLButtonElement).addEventListener('click', submit);
input.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && !event.isComposing) submit();
});
orders.addEventListener('change', submit);
more.addEventListener('click', () => {
  const state = stateOfAddress();
  // Who comes back from a result finds as many again. To see more is no other search, so Back does not undo it.
  history.replaceState(null, '', addressOf({ ...state, count: state.count + MORE_COUNT }));
  void search(state.count);
});
document.addEventListener('keydown', move);
document.addEventListener('click', jump);
addEventListener('hashchange', () => void search(0));
input.focus();
void openIndex();
void search(0);
