// test: the plain text of a message body of the common kind, worked out by replacements (fleep-wire.md, section 5.2) and not by a
// parser; undefined for any other body, about which this reading says nothing.

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** Paragraphs apart by an empty line, `<br/>` as a line feed, names of files left out, no white space at the end. */
export function simpleText(message: string): string | undefined {
  if (message === '') return '';
  const inner = /^<msg>(.*)<\/msg>$/s.exec(message)?.[1];
  if (inner === undefined) return /^[<{]/.test(message) ? undefined : message;
  const words = inner
    .replaceAll(/<file [^<>]*?(\/>|>[^<>]*<\/file>)/g, '')
    // A quote whose lines are apart from what is beside it; of any other this says nothing.
    .replaceAll(/(<p>|<br ?\/>|<\/q>)<q>/g, '$1')
    .replaceAll(/<\/q>(?=<\/p>)|(?<=<br ?\/>)<\/q>/g, '')
    .replaceAll(/<\/?(a|mention|b|i|emo|strong)( [^<>]*)?>/g, '');
  const paragraphs = [...words.matchAll(/<p>(.*?)<\/p>/gs)];
  if (paragraphs.map(([whole]) => whole).join('') !== words) return undefined;
  const texts = paragraphs.map((match) => decode((match[1] ?? '').replaceAll(/<br ?\/>/g, '\n')));
  if (texts.some((text) => text === undefined)) return undefined;
  return texts.join('\n\n').trimEnd();
}

function decode(text: string): string | undefined {
  // Control characters follow rules of their own, which the tests of the markup hold.
  if (/[<\r\t\0]|&(?!(lt|gt|amp|quot|apos);)/.test(text)) return undefined;
  return text.replaceAll(/&(\w+);/g, (_all, name: string) => ENTITIES[name] ?? '');
}
