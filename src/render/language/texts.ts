// render/language: the languages that the site speaks.
// Invariant: every language has every text; the compiler sees to it.
import { en } from './en.js';
import { et } from './et.js';
import type { Plural } from './plural.js';

/** Every text of the site's own. What people wrote, and what reports say of themselves, is in no catalogue. */
export type Texts = typeof en;

export type Language = 'en' | 'et';

const CATALOGUES: Readonly<Record<Language, Texts>> = { en, et };

export const LANGUAGES: readonly Language[] = ['en', 'et'];

export const textsOf = (language: Language): Texts => CATALOGUES[language];

/** The text for a templates' key such as `home.messages`; undefined when there is none, or it is no plain text. */
export function findText(texts: Texts, key: string): string | undefined {
  let value: unknown = texts;
  for (const part of key.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = Reflect.get(value, part);
  }
  return typeof value === 'string' ? value : undefined;
}

export const wordFor = (value: number, { one, many }: Plural): string => (value === 1 ? one : many);
