// render: who is who: the name, the address and the mark of every account, looked up by id.
// Invariant: every id has a name, even one that no contact record explains; two accounts never share an entry.
import { cut } from '../lib/cut.js';
import type { Database } from '../store/database.js';
import type { Row } from '../store/values.js';
import { personPath, type RootPrefix } from './addresses.js';
import type { Texts } from './language/texts.js';
import { readRows } from './rows.js';
import type { SiteFiles } from './site-files.js';

export interface PersonRow extends Row {
  readonly account_id: string;
  readonly name: string | null;
  readonly full_name: string | null;
  readonly email: string | null;
  readonly fleep_address: string | null;
  readonly phone_nr: string | null;
  readonly mk_account_status: string | null;
  readonly organisation_name: string | null;
  readonly status_emoji: string | null;
  readonly status_message: string | null;
  readonly avatar_sha256: string | null;
  readonly activity_ms: number | null;
}

/** A person as templates show one. */
export interface PersonView {
  readonly name: string;
  /** Address of the person's page from the page that is being made; undefined for an account without a record. */
  readonly href: string | undefined;
  readonly initials: string;
  /** Class of the colour of the initials: `tint-0` to `tint-11`. */
  readonly tint: string;
  /** Address of the person's picture from the page that is being made, when the archive has one. */
  readonly picture?: string;
}

const TINTS = 12;
const MAX_NAME_LENGTH = 200;

/** A stable small number for an id, so that a person has one colour on every page. */
export function tintOf(id: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < id.length; index += 1) hash = Math.imul(hash ^ id.charCodeAt(index), 0x01000193);
  return `tint-${(hash >>> 8) % TINTS}`;
}

/** The first letters of the first and the last word of a name; one letter of a name of one word. */
export function initialsOf(name: string): string {
  const words = name.match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu) ?? [];
  const first = words[0] ?? '';
  const last = words.length > 1 ? (words[words.length - 1] ?? '') : '';
  return [firstLetter(first), firstLetter(last)].join('').toUpperCase() || '?';
}

const firstLetter = (word: string): string => [...word][0] ?? '';

/** Site paths of pictures by the hash of their content. */
export type Pictures = ReadonlyMap<string, string>;

/** Puts avatars into the site. Contents that are absent, or no raster picture, are left out. */
export async function placePictures(
  rows: readonly { readonly avatar_sha256: string | null }[],
  files: SiteFiles,
): Promise<Pictures> {
  const pictures = new Map<string, string>();
  for (const { avatar_sha256 } of rows) {
    const placed = await files.place(avatar_sha256);
    if (placed?.isPicture === true && avatar_sha256 !== null) pictures.set(avatar_sha256, placed.path);
  }
  return pictures;
}

/** The same person, seen from pages of one depth. */
export class People {
  readonly #rows: ReadonlyMap<string, PersonRow>;
  readonly #root: RootPrefix;
  readonly #pictures: Pictures;
  readonly #texts: Texts;
  readonly #views = new Map<string, PersonView>();
  #asked = new Set<string>();

  constructor(rows: readonly PersonRow[], root: RootPrefix, pictures: Pictures, texts: Texts) {
    this.#texts = texts;
    this.#rows = new Map(rows.map((row) => [row.account_id, row]));
    this.#root = root;
    this.#pictures = pictures;
  }

  /** The person behind an id. Never fails: an unknown id is named as such. */
  get(account_id: string | null | undefined): PersonView {
    const id = account_id ?? '';
    this.#asked.add(id);
    const known = this.#views.get(id);
    if (known !== undefined) return known;
    const view = this.#view(id);
    this.#views.set(id, view);
    return view;
  }

  has(account_id: string): boolean {
    this.#asked.add(account_id);
    return this.#rows.has(account_id);
  }

  /** Everyone who was asked for since this was called the last time. */
  takeAsked(): ReadonlySet<string> {
    const asked = this.#asked;
    this.#asked = new Set();
    return asked;
  }

  #view(id: string): PersonView {
    const row = this.#rows.get(id);
    if (row === undefined) return unknownPerson(id, this.#texts);
    const name = cut(row.name ?? unknownName(id, this.#texts), MAX_NAME_LENGTH);
    const picture = this.#pictures.get(row.avatar_sha256 ?? '');
    return {
      name,
      href: this.#root + personPath(id),
      initials: initialsOf(name),
      tint: tintOf(id),
      ...(picture === undefined ? {} : { picture: this.#root + picture }),
    };
  }
}

const unknownName = (id: string, { message }: Texts): string =>
  id === '' ? message.unknownSender : message.unknownAccount(id.slice(0, 8));

const unknownPerson = (id: string, texts: Texts): PersonView => ({
  name: unknownName(id, texts),
  href: undefined,
  initials: '?',
  tint: tintOf(id),
});

/** Someone who is a name and no account: the sender of a hook message or an e-mail. */
export const namedSender = (name: string, picture?: string): PersonView => ({
  name: cut(name, MAX_NAME_LENGTH),
  href: undefined,
  initials: initialsOf(name),
  tint: tintOf(name),
  ...(picture === undefined ? {} : { picture }),
});

/** The same account under another name, with its own name behind that where it is given. */
export const renamed = (person: PersonView, name: string, ownName = ''): PersonView => ({
  ...person,
  name: cut(ownName === '' ? name : `${name} (${ownName})`, MAX_NAME_LENGTH),
  initials: initialsOf(name),
});

export const readPeople = (database: Database): Promise<PersonRow[]> => readRows<PersonRow>(database, 'people');
