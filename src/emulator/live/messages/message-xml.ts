// emulator/live: the file elements and mentions of a message's XML (fleep-wire.md 5.1).
// Invariant: only whole elements are touched, so what was well-formed stays so; a text that is no message XML has no elements.

const FILE = /<file\b[^>]*?(?:\/>|>[^<]*<\/file>)/g;
const MENTION = /<mention\b[^>]*?\baccount_id="([^"]*)"/g;
const END = '</msg>';

/** Puts elements behind the last one. */
export function withElements(xml: string, elements: string): string {
  return xml.endsWith(END) ? xml.slice(0, -END.length) + elements + END : xml + elements;
}

/** What stands inside of the root. */
export const contentOf = (xml: string): string => /^<msg>(.*)<\/msg>$/s.exec(xml)?.[1] ?? xml;

export const withoutFiles = (xml: string): string => xml.replace(FILE, '');

export const fileElements = (xml: string): string => (xml.match(FILE) ?? []).join('');

export const fileKeys = (xml: string): Set<string> => new Set((xml.match(FILE) ?? []).map(keyOf));

/** Says of some files that they are gone. */
export function withFilesDeleted(xml: string, isGone: (key: string) => boolean): string {
  return xml.replace(FILE, (element) => {
    const key = keyOf(element);
    return isGone(key) ? `<file key="${key}" is_deleted="true"/>` : element;
  });
}

/** Gives a file another name, which must be escaped. */
export function withFileNamed(xml: string, key: string, escapedName: string): string {
  return xml.replace(FILE, (element) =>
    keyOf(element) === key && !element.endsWith('/>') ? `<file key="${key}">${escapedName}</file>` : element,
  );
}

/** The accounts that a message mentions. */
export function mentionsIn(xml: string): Set<string> {
  return new Set([...xml.matchAll(MENTION)].map(([, accountId = '']) => accountId));
}

const keyOf = (element: string): string => /\bkey="([^"]*)"/.exec(element)?.[1] ?? '';
