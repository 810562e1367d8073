// markup/get_syntax: a client that follows the rules that it gets writes the XML that the service has (fleep-wire.md 5.3).
import { expect, it } from 'vitest';
import { parseMarkup } from '../../src/fleep/markup/parse.js';
import { MARKUP_VECTORS } from '../support/markup-vectors.js';
import { chooseSeed, randomFrom } from '../support/random.js';
import { onTypedScene } from './scene.js';
import { asRecord } from './walk.js';

type Syntax = ReturnType<typeof syntaxOf>;

/** The members that a client reads. */
function syntaxOf(value: unknown) {
  const syntax = asRecord(value);
  const text = (name: string) => String(syntax[name]);
  const table = <T>(name: string) => asRecord(syntax[name]) as Record<string, T>;
  return {
    start: text('start_state'),
    lineTypes: table<[string, number]>('line_types'),
    lineStates: table<[string, string][]>('line_states'),
    multiStart: new RegExp(text('multi_word_start'), 'g'),
    multiEnd: table<string>('multi_word_end'),
    multiTags: table<string>('multi_word_tags'),
    single: new RegExp(text('single_word_markup'), 'g'),
    singleTags: syntax.single_word_tags as string[],
    emoticons: table<string>('emoticon_names'),
    punctuation: text('link_strip_punct'),
    open: text('open_parens'),
    close: text('close_parens'),
    describes: [text('url_desc_start'), text('url_desc_end')] as const,
    dropped: new RegExp(text('drop_chars'), 'g'),
  };
}

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
const attribute = (text: string) => escaped(text).replaceAll('\n', '&#10;');

/** Lines by the state machine, as the clients do it. */
function encode(syntax: Syntax, typed: string): string {
  const message = typed.replace(syntax.dropped, '');
  let state = syntax.start;
  let xml = '';
  for (let at = 0; at < message.length; ) {
    const rest = message.slice(at);
    const transitions = syntax.lineStates[state] ?? [];
    const found = transitions.find(
      ([type]) => new RegExp(syntax.lineTypes[type]?.[0] ?? '(?!)').exec(rest)?.index === 0,
    );
    const [type = '', next = ''] = found ?? [];
    const [pattern = '', flags = 0] = syntax.lineTypes[type] ?? [];
    const kept = new RegExp(pattern).exec(rest)?.[1] ?? '';
    const line = rest.split('\n')[0] ?? '';
    const [after = '', tags = ''] = next.split(':');
    xml = tagsAt(xml, tags, kept);
    const shown = tags.endsWith('%') ? line.slice(kept.length) : line;
    if (flags === 1) xml += inline(syntax, shown, '');
    if (flags === 4) xml += `${escaped(line)}\n`;
    state = after;
    at += line.length + 1;
  }
  return tagsAt(xml, (syntax.lineStates[state] ?? []).at(-1)?.[1].split(':')[1] ?? '', '').replace('<p></p>', '<p/>');
}

function tagsAt(before: string, tags: string, kept: string): string {
  let xml = before;
  for (const tag of tags.split(',').filter((one) => one !== '')) {
    const name = tag.replace(/[/%]/g, '');
    if (tag === `/${name}%`)
      xml = xml.replace(/<pre flp="([^"]*)">(?![\s\S]*<pre)/, `<pre flp="$1" fls="${attribute(kept)}">`);
    if (tag.startsWith('/')) xml += `</${name}>`;
    else if (tag.endsWith('/')) xml += `<${name}/>`;
    else xml += tag.endsWith('%') ? `<${name} flp="${attribute(kept)}">` : `<${name}>`;
  }
  return xml;
}

/** Bold and italic around what is short. */
function inline(syntax: Syntax, line: string, open: string): string {
  for (const match of line.matchAll(syntax.multiStart)) {
    const mark = match[1] ?? '';
    const start = match.index + match[0].lastIndexOf(mark);
    const tag = syntax.multiTags[mark] ?? '';
    const end = new RegExp(syntax.multiEnd[mark] ?? '(?!)').exec(line.slice(start + 1));
    if (end === null || open.includes(tag)) continue;
    const close = start + 1 + end.index + end[0].indexOf(mark);
    const inner = inline(syntax, line.slice(start + 1, close), open + tag);
    const element = `<${tag} flp="${mark}" fls="${mark}">${inner}</${tag}>`;
    return single(syntax, line.slice(0, start)) + element + inline(syntax, line.slice(close + 1), open);
  }
  return single(syntax, line);
}

function single(syntax: Syntax, text: string): string {
  let xml = '';
  let at = 0;
  for (const match of text.matchAll(syntax.single)) {
    const group = syntax.singleTags.findIndex((_tag, index) => match[index + 1] !== undefined);
    const token = match[group + 1] ?? '';
    const start = match.index + match[0].indexOf(token);
    const [piece, length] = pieceOf(syntax, syntax.singleTags[group] ?? '', token);
    xml += escaped(text.slice(at, start)) + piece;
    at = start + length;
  }
  return xml + escaped(text.slice(at));
}

function pieceOf(syntax: Syntax, tag: string, token: string): [string, number] {
  if (tag === 'emo') return [`<emo kind="${syntax.emoticons[token]}">${escaped(token)}</emo>`, token.length];
  const [before, after] = syntax.describes;
  const [typed = '', described] = token.split(before);
  const url = described === undefined ? stripped(syntax, typed) : typed;
  const href = tag.includes(':') ? `${tag.split(':')[1]}://${url}` : url;
  if (described === undefined) return [`<a href="${attribute(href)}">${escaped(url)}</a>`, url.length];
  const shown = described.slice(0, -after.length);
  const marks = `flp="${attribute(url + before)}" fls="${attribute(after)}"`;
  return [`<a ${marks} href="${attribute(href)}">${escaped(shown)}</a>`, token.length];
}

/** Without the punctuation of the sentence, and without brackets that the link did not open. */
function stripped(syntax: Syntax, url: string): string {
  const waiting: string[] = [];
  let length = 0;
  for (const [index, char] of [...url].entries()) {
    if (syntax.open.includes(char)) waiting.push(syntax.close[syntax.open.indexOf(char)] ?? '');
    else if (waiting.at(-1) === char) waiting.pop();
    else if (syntax.close.includes(char)) break;
    if (waiting.length === 0) length = index + 1;
  }
  const cut = url.slice(0, length);
  return cut.slice(0, [...cut].findLastIndex((char) => !syntax.punctuation.includes(char)) + 1);
}

it('gives rules by which clients write the examples of the document, and nothing that is not well-formed', async () => {
  await onTypedScene(async ({ anna }) => {
    const { body } = await anna.call('getMarkupSyntax', { args: { utf16: false } });
    const syntax = syntaxOf(body.syntax);
    for (const [typed, xml] of MARKUP_VECTORS) expect(encode(syntax, typed)).toBe(xml);
    const pieces = [
      '\n',
      ' ',
      'x',
      '*',
      '_',
      '> ',
      ':::\n',
      '---\n',
      '-- \n',
      ':)',
      '(cat)',
      'www.a.bc',
      '<',
      '&',
      'From: ',
    ];
    const seed = chooseSeed();
    const random = randomFrom(seed);
    for (let round = 0; round < 2000; round += 1) {
      const typed = Array.from({ length: random.whole(0, 12) }, () => random.pick(pieces)).join('');
      const xml = encode(syntax, typed);
      if (parseMarkup(xml) === undefined) throw new Error(`SEED=${seed}: ${JSON.stringify(typed)} → ${xml}`);
    }
  });
});
