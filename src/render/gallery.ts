// render: files by kind and year → pages of bounded size, for one conversation and for the whole archive.
// Invariant: every file is on exactly one page, in the order of queries/render/gallery.sql; of the whole archive one page is held.
import { readQuery } from '../store/sql.js';
import { CONVERSATION_PAGES, conversationFolder, messageHref, type RootPrefix } from './addresses.js';
import { type FileView, fileView } from './attachments.js';
import type { Catalog } from './catalog.js';
import type { Directory } from './directory.js';
import type { Texts } from './language/texts.js';
import { senderOf } from './message-subject.js';
import type { Frame, Pager, PagerLink } from './page-frame.js';
import type { People } from './people.js';
import type { RenderContext } from './render-context.js';
import { type FileRow, type Range, readRows } from './rows.js';
import { type PlacedFiles, placeAll } from './site-files.js';
import type { Words } from './words.js';

export type FileKind = keyof Texts['files']['kinds'];

export interface GalleryRow extends FileRow {
  readonly kind: FileKind;
  readonly year: number | null;
  readonly hook_key: string | null;
}

/** A file as the gallery shows it. */
export interface GalleryEntry extends FileView {
  readonly person: object;
  readonly time: string;
  readonly messageHref: string | undefined;
  /** Where it was posted, on pages of the whole archive. */
  readonly conversation?: { readonly title: string; readonly href: string } | undefined;
}

const FILES_A_PAGE = 300;

const pageName = (page: number): string => (page === 0 ? CONVERSATION_PAGES.files : `files-${page + 1}.html`);

/** How many files of a kind there are in a year; in the order of the rows. */
interface Group {
  readonly kind: FileKind;
  readonly year: number | null;
  total: number;
}

/** Adds a row to the groups. Rows come in order. */
function count(groups: Group[], { kind, year }: GalleryRow): void {
  const last = groups[groups.length - 1];
  if (last?.kind === kind && last.year === year) last.total += 1;
  else groups.push({ kind, year, total: 1 });
}

const anchorOf = (kind: FileKind, year?: number | null): string =>
  year === undefined ? kind : `${kind}-${year ?? 'undated'}`;

/** Links to each kind and each of its years, on whichever page they begin. */
function jumpsOf(groups: readonly Group[], words: Words) {
  const jumps: { label: string; href: string; total: number; years: { label: string; href: string }[] }[] = [];
  let before = 0;
  let kind: FileKind | undefined;
  for (const group of groups) {
    const page = pageName(Math.floor(before / FILES_A_PAGE));
    if (group.kind !== kind) {
      jumps.push({
        label: words.texts.files.kinds[group.kind],
        href: `${page}#${anchorOf(group.kind)}`,
        total: 0,
        years: [],
      });
    }
    const jump = jumps[jumps.length - 1];
    if (jump !== undefined) jump.total += group.total;
    jump?.years.push({ label: yearLabel(group.year, words), href: `${page}#${anchorOf(group.kind, group.year)}` });
    before += group.total;
    kind = group.kind;
  }
  return jumps.map((jump) => ({ ...jump, total: words.count(jump.total) }));
}

const yearLabel = (year: number | null, { texts }: Words): string =>
  year === null ? texts.dates.unknownDay : String(year);

/** The files of one page by kind and year. */
function kindsOf(rows: readonly GalleryRow[], entryOf: (row: GalleryRow) => GalleryEntry, words: Words) {
  const kinds: { anchor: string; name: string; years: YearView[] }[] = [];
  let before: GalleryRow | undefined;
  for (const row of rows) {
    if (row.kind !== before?.kind)
      kinds.push({ anchor: anchorOf(row.kind), name: words.texts.files.kinds[row.kind], years: [] });
    const years = kinds[kinds.length - 1]?.years ?? [];
    if (row.kind !== before?.kind || row.year !== before.year) years.push(newYear(row, words));
    const entry = entryOf(row);
    const year = years[years.length - 1];
    (entry.isPicture ? year?.pictures : year?.files)?.push(entry);
    before = row;
  }
  return kinds;
}

interface YearView {
  readonly anchor: string;
  readonly year: string;
  /** Shown as pictures, whatever they are called. */
  readonly pictures: GalleryEntry[];
  readonly files: GalleryEntry[];
}

const newYear = ({ kind, year }: GalleryRow, words: Words): YearView => ({
  anchor: anchorOf(kind, year),
  year: yearLabel(year, words),
  pictures: [],
  files: [],
});

const NEIGHBOURS = 3;

function pagerOf(page: number, pages: number): Pager | undefined {
  if (pages < 2) return undefined;
  const shown = Array.from({ length: pages }, (_unused, index) => index).filter(
    (index) => index === 0 || index === pages - 1 || Math.abs(index - page) <= NEIGHBOURS,
  );
  const links = shown.map(
    (index, place): PagerLink => ({
      label: String(index + 1),
      href: pageName(index),
      isCurrent: index === page,
      isAfterGap: place > 0 && shown[place - 1] !== index - 1,
    }),
  );
  return {
    previous: page === 0 ? undefined : pageName(page - 1),
    next: page === pages - 1 ? undefined : pageName(page + 1),
    links,
  };
}

interface GalleryPage {
  readonly name: string;
  readonly view: object;
}

interface Gallery {
  readonly groups: readonly Group[];
  readonly jumps: ReturnType<typeof jumpsOf>;
}

function galleryOf(groups: readonly Group[], words: Words): Gallery {
  return { groups, jumps: jumpsOf(groups, words) };
}

function pageOf(
  rows: readonly GalleryRow[],
  page: number,
  { groups, jumps }: Gallery,
  entryOf: (row: GalleryRow) => GalleryEntry,
  words: Words,
): GalleryPage {
  const total = groups.reduce((all, group) => all + group.total, 0);
  const pager = pagerOf(page, Math.ceil(total / FILES_A_PAGE));
  return { name: pageName(page), view: { jumps, kinds: kindsOf(rows, entryOf, words), pager } };
}

/** The pages of a conversation's files, one at a time. */
export function* conversationGallery(
  rows: readonly GalleryRow[],
  entryOf: (row: GalleryRow) => GalleryEntry,
  words: Words,
): Generator<GalleryPage> {
  const groups: Group[] = [];
  for (const row of rows) count(groups, row);
  const gallery = galleryOf(groups, words);
  for (let page = 0; page * FILES_A_PAGE < rows.length; page += 1)
    yield pageOf(rows.slice(page * FILES_A_PAGE, (page + 1) * FILES_A_PAGE), page, gallery, entryOf, words);
}

/** What every entry has. `folder` is that of the conversation as seen from the page. */
export function galleryEntry(row: GalleryRow, sources: EntrySources): GalleryEntry {
  const { contents, directory, root, folder, words } = sources;
  return {
    ...fileView(row, contents, root, words),
    person: senderOf(row, directory, words),
    time: row.posted_ms === null ? words.texts.dates.unknownDay : words.dayAndTime(row.posted_ms),
    messageHref: row.has_message && row.message_nr !== null ? folder + messageHref(row.message_nr) : undefined,
  };
}

interface EntrySources {
  readonly contents: PlacedFiles;
  readonly directory: Pick<Directory, 'people' | 'findHook'>;
  readonly root: RootPrefix;
  readonly folder: string;
  readonly words: Words;
}

export const readGallery = (context: RenderContext, { firstId, lastId }: Range): Promise<GalleryRow[]> =>
  readRows<GalleryRow>(context.database, 'gallery', {
    first_id: firstId,
    last_id: lastId,
    zone: context.words.zone.name,
  });

/** Writes files.html and what follows it at the root; nothing when there is no file. `people` are as pages at the root name them. */
export async function renderGallery(catalog: Catalog, people: People, context: RenderContext): Promise<void> {
  const { words, writer, templates, site } = context;
  const directory = { people, findHook: context.directory.findHook };
  const groups: Group[] = [];
  for await (const rows of galleryPages(context)) for (const row of rows) count(groups, row);
  const gallery = galleryOf(groups, words);
  const known = new Map(catalog.conversations.map((info) => [info.conversation_id, info.title]));
  const frame = (path: string): Frame => ({
    root: '',
    path,
    pageTitle: words.texts.conversation.files,
    ...site,
    isHome: true,
  });
  let page = 0;
  for await (const rows of galleryPages(context)) {
    const contents = await placeAll(context.files, rows);
    const entryOf = (row: GalleryRow): GalleryEntry => {
      const folder = conversationFolder(row.conversation_id);
      const title = known.get(row.conversation_id);
      const conversation = title === undefined ? undefined : { title, href: folder + CONVERSATION_PAGES.overview };
      return { ...galleryEntry(row, { contents, directory, root: '', folder, words }), conversation };
    };
    const { name, view } = pageOf(rows, page, gallery, entryOf, words);
    writer.write(name, templates.render('gallery', { ...frame(name), ...view }));
    page += 1;
  }
}

/** All files, as many at a time as a page has. */
async function* galleryPages({ database, words }: RenderContext): AsyncGenerator<GalleryRow[]> {
  let held: GalleryRow[] = [];
  const parameters = { first_id: null, last_id: null, zone: words.zone.name };
  for await (const chunk of database.stream<GalleryRow>(await readQuery('render/gallery.sql'), parameters)) {
    held.push(...chunk);
    while (held.length >= FILES_A_PAGE) {
      yield held.slice(0, FILES_A_PAGE);
      held = held.slice(FILES_A_PAGE);
    }
  }
  if (held.length > 0) yield held;
}
