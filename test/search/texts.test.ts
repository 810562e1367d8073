// Texts of an index that cannot always be read: what failed once is asked for again.
import { expect, test } from 'vitest';
import { BitWriter } from '../../src/search/bits.js';
import { FILES, type IndexFile, type IndexHead } from '../../src/search/index-files.js';
import { packed } from '../../src/search/prefix-code.js';
import { partsOf, TextWriter, textCodeFor } from '../../src/search/text-code.js';
import { Texts } from '../../src/search/texts.js';

const HEAD: IndexHead = {
  documents: 2,
  messages: 1,
  pageSize: 500,
  chunks: [
    ['a', 1],
    ['titles', 1],
  ],
  buckets: [],
};
const code = textCodeFor(['Office', 'c/1/', 'Anna', 'the pump']);

/** One message in one conversation. */
function pageOfTexts(): Uint16Array {
  const writer = new BitWriter();
  const texts = new TextWriter(code);
  const write = (text: string) => texts.write(partsOf(text), writer);
  write('Office');
  write('c/1/');
  writer.writeGamma(1);
  write('Anna');
  writer.writeGamma(1);
  writer.writeGamma(7);
  write('the pump');
  return writer.finish();
}

const NO_BITS = new Uint16Array();
const files: ReadonlyMap<string, IndexFile> = new Map([
  [FILES.code, { head: { parts: packed(code.parts), letters: packed(code.letters) }, bits: NO_BITS }],
  [FILES.texts('a', 0), { head: null, bits: pageOfTexts() }],
  [FILES.texts('titles', 0), { head: { conversations: [['Office', 'c/1/']] }, bits: NO_BITS }],
]);

test.each([...files.keys()])('a text is read by whoever asks again when %s could not be read once', async (failing) => {
  let failures = 0;
  const texts = new Texts(HEAD, async (name) => {
    const file = files.get(name);
    if (file === undefined) throw new Error(`no ${name}`);
    if (name !== failing || failures > 0) return file;
    failures += 1;
    throw new Error('gone for a moment');
  });
  const readAll = () => Promise.all([texts.read(0), texts.read(1)]);
  await expect(readAll()).rejects.toThrow('gone for a moment');
  const [message, conversation] = await readAll();
  expect(message).toMatchObject({ title: 'Office', sender: 'Anna', body: 'the pump', href: 'c/1/0.html#m7' });
  expect(conversation).toMatchObject({ kind: 'conversation', title: 'Office' });
});
