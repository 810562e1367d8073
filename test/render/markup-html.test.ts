import { describe, expect, test } from 'vitest';
import { parseMarkup } from '../../src/fleep/markup/parse.js';
import { findHtml, type MarkupContext } from '../../src/render/markup-html.js';

const context: MarkupContext = {
  findPersonHref: (id) => (id === 'ann' ? '../../p/ann.html' : undefined),
  isAttachmentShown: (id) => id === 'shown',
};

/** A single paragraph as it is, and what is in the block around anything else. */
const html = (inner: string): string => {
  const nodes = parseMarkup(`<msg>${inner}</msg>`);
  if (nodes === undefined) throw new Error(`not well-formed: ${inner}`);
  const made = findHtml(nodes, context)?.toString() ?? '';
  if (made === '' || /^<p dir="auto">((?!<p>).)*<\/p>$/s.test(made)) return made;
  expect(made).toMatch(/^<div class="body" dir="auto">.*<\/div>$/s);
  return made.slice('<div class="body" dir="auto">'.length, -'</div>'.length);
};

describe('every element of fleep-wire.md section 5.1', () => {
  test.each([
    ['<p>words</p>', '<p dir="auto">words</p>'],
    ['<p>a</p><p>b</p>', '<p>a</p><p>b</p>'],
    ['<p/>', ''],
    ['<p>a<br/>b</p>', '<p dir="auto">a<br>b</p>'],
    ['<p><b flp="*" fls="*">a</b></p>', '<p dir="auto"><strong>a</strong></p>'],
    ['<p><strong>a</strong></p>', '<p dir="auto"><strong>a</strong></p>'],
    ['<p><i flp="_" fls="_">a</i></p>', '<p dir="auto"><em>a</em></p>'],
    ['<p><mark>a</mark></p>', '<p dir="auto"><mark>a</mark></p>'],
    ['<p>a<hr/>b</p>', '<div>a<hr>b</div>'],
    ['<p><q>&gt; old</q></p>', '<div><blockquote dir="auto">&gt; old</blockquote></div>'],
    ['<p>t<br/><pre flp=":::&#10;">x &lt; y\n</pre>u</p>', '<div>t<br><pre dir="auto">\nx &lt; y\n</pre>u</div>'],
    ['<p><emo kind="esmile">:)</emo></p>', '<p dir="auto"><span class="emo" data-sign="😊">:)</span></p>'],
    ['<p><emo kind="enew">(new)</emo></p>', '<p dir="auto">(new)</p>'],
    [
      '<p><mention account_id="ann">@Ann</mention></p>',
      '<p dir="auto"><a class="mention" href="../../p/ann.html"><bdi>@Ann</bdi></a></p>',
    ],
    ['<p><mention account_id="eve">@Eve</mention></p>', '<p dir="auto"><bdi>@Eve</bdi></p>'],
    ['<file key="shown">a.txt</file>', ''],
    ['<file key="lost">a.txt</file>', '<span class="file-name">a.txt</span> '],
    ['<file key="old" is_deleted="true"/>', ''],
    ['<p>see <file key="shown">a.txt</file></p>', '<p dir="auto">see <span class="file-name">a.txt</span></p>'],
    ['<p><blink>kept</blink></p>', '<p dir="auto">kept</p>'],
    ['loose', 'loose'],
  ])('%s', (xml, expected) => {
    expect(html(xml)).toBe(expected);
  });
});

// The style sheet shows white space as it is: what is put here or left out is seen.
describe('white space', () => {
  test.each([
    ['<p>a    b</p>', '<p dir="auto">a    b</p>'],
    ['<p>  if x:<br/>    y</p>', '<p dir="auto">  if x:<br>    y</p>'],
    ['<p>a\n\tb</p>', '<p dir="auto">a\n\tb</p>'],
    ['<p><b>a</b> <i>b</i></p>', '<p dir="auto"><strong>a</strong> <em>b</em></p>'],
    ['<b>a</b> <i>b</i>', '<strong>a</strong> <em>b</em>'],
    ['<p><b>a</b> <q>b</q></p>', '<div><strong>a</strong><blockquote dir="auto">b</blockquote></div>'],
  ])('of the words stays: %j', (xml, expected) => {
    expect(html(xml)).toBe(expected);
  });
  test.each([
    ['\n<p>a</p>\n<p>b</p>\n', '<p>a</p><p>b</p>'],
    ['<p>\n<q>a</q>\n<pre>b</pre>\n</p>', '<div><blockquote dir="auto">a</blockquote><pre dir="auto">\nb</pre></div>'],
    ['<p>a</p>\n<file key="shown">a.txt</file>\n<file key="shown">b.txt</file>\n', '<p>a</p>'],
  ])('between blocks and files is none of the message: %j', (xml, expected) => {
    expect(html(xml)).toBe(expected);
  });
});

describe('links', () => {
  const link = (href: string) => html(`<p><a href="${href}">x</a></p>`);
  test('http, https and mailto are links', () => {
    expect(link('https://example.org/a?b=1&amp;c=2')).toBe(
      '<p dir="auto"><a href="https://example.org/a?b=1&amp;c=2" rel="noopener noreferrer">x</a></p>',
    );
    expect(link('HTTP://example.org')).toContain('href="http://example.org/"');
    expect(link('mailto:a@example.org')).toContain('href="mailto:a@example.org"');
    expect(link('mailto://a@example.org')).toContain('href="mailto:a@example.org"');
  });
  test.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' javascript:alert(1)',
    'java&#10;script:alert(1)',
    'java&#9;script:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'file:///etc/passwd',
    'ftp://example.org/',
    'blob:https://example.org/x',
    '//example.org/x',
    '/relative',
    '#m1',
    'itms-services://?action=download',
    'skype:joe',
    'https://',
  ])('%j stays text, and is told', (href) => {
    const told = href.replace('&#10;', '\n').replace('&#9;', '\t');
    expect(link(href)).toBe(`<p dir="auto">x (<bdi>${told}</bdi>)</p>`);
  });
  test('an address that is no link is told once, as words', () => {
    expect(html('<p><a href="ftp://a/b?c&amp;d"><b>ftp://a/b?</b>c&amp;d</a></p>')).toBe(
      '<p dir="auto"><strong>ftp://a/b?</strong>c&amp;d</p>',
    );
    expect(link('')).toBe('<p dir="auto">x</p>');
    expect(html('<p><a href="x:&lt;script>">a</a>.</p>')).toBe('<p dir="auto">a (<bdi>x:&lt;script&gt;</bdi>).</p>');
  });
  test('an address cannot leave its attribute', () => {
    expect(link('https://example.org/&quot; onclick=&quot;x')).not.toMatch(/" onclick/);
  });
  test('a link in a link, and a block in a phrase, stay valid HTML', () => {
    expect(
      html('<p><a href="https://a.example/"><a href="https://b.example/">x</a></a></p>').match(/<a /g),
    ).toHaveLength(1);
    expect(html('<p><b><p>x</p><pre>y</pre></b></p>')).not.toMatch(/<strong>.*<(p|pre)>/s);
  });
});

test('text and attributes are escaped wherever they stand', () => {
  const evil = '&lt;script&gt;alert(1)&lt;/script&gt;&quot;&amp;';
  const places = [
    evil,
    `<b>${evil}</b>`,
    `<q>${evil}</q>`,
    `<pre>${evil}</pre>`,
    `<emo kind="esmile">${evil}</emo>`,
    `<mention account_id="${evil}">${evil}</mention>`,
    `<file key="${evil}">${evil}</file>`,
    `<a href="${evil}">${evil}</a>`,
    `<${'x'}>${evil}</x>`,
  ];
  for (const place of places) {
    expect(html(`<p>${place}</p>`), place).not.toContain('<script');
    expect(html(`<p>${place}</p>`), place).toContain('&lt;script&gt;');
  }
});
