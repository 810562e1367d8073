import { describe, expect, test } from 'vitest';
import { parseMarkup } from '../../src/fleep/markup/parse.js';
import { findHtml, type MarkupContext } from '../../src/render/markup-html.js';

const context: MarkupContext = {
  findPersonHref: (id) => (id === 'ann' ? '../../p/ann.html' : undefined),
  isAttachmentShown: (id) => id === 'shown',
};

const html = (inner: string): string => {
  const nodes = parseMarkup(`<msg>${inner}</msg>`);
  if (nodes === undefined) throw new Error(`not well-formed: ${inner}`);
  return findHtml(nodes, context)?.toString() ?? '';
};

describe('every element of fleep-wire.md section 5.1', () => {
  test.each([
    ['<p>words</p>', '<p>words</p>\n'],
    ['<p>a</p><p>b</p>', '<p>a</p>\n<p>b</p>\n'],
    ['<p/>', ''],
    ['<p>a<br/>b</p>', '<p>a<br>\nb</p>\n'],
    ['<p><b flp="*" fls="*">a</b></p>', '<p><strong>a</strong></p>\n'],
    ['<p><strong>a</strong></p>', '<p><strong>a</strong></p>\n'],
    ['<p><i flp="_" fls="_">a</i></p>', '<p><em>a</em></p>\n'],
    ['<p><mark>a</mark></p>', '<p><mark>a</mark></p>\n'],
    ['<p>a<hr/>b</p>', '<div>a<hr>\nb</div>\n'],
    ['<p><q>&gt; old</q></p>', '<div><blockquote dir="auto">&gt; old</blockquote>\n</div>\n'],
    ['<p>t<br/><pre flp=":::&#10;">x &lt; y\n</pre>u</p>', '<div>t<br>\n<pre dir="auto">\nx &lt; y\n</pre>\nu</div>\n'],
    ['<p><emo kind="esmile">:)</emo></p>', '<p><span class="emo" data-sign="😊">:)</span></p>\n'],
    ['<p><emo kind="enew">(new)</emo></p>', '<p>(new)</p>\n'],
    [
      '<p><mention account_id="ann">@Ann</mention></p>',
      '<p><a class="mention" href="../../p/ann.html"><bdi>@Ann</bdi></a></p>\n',
    ],
    ['<p><mention account_id="eve">@Eve</mention></p>', '<p><bdi>@Eve</bdi></p>\n'],
    ['<file key="shown">a.txt</file>', ''],
    ['<file key="lost">a.txt</file>', '<span class="file-name">a.txt</span>\n'],
    ['<file key="old" is_deleted="true"/>', ''],
    ['<p>see <file key="shown">a.txt</file></p>', '<p>see <span class="file-name">a.txt</span>\n</p>\n'],
    ['<p><blink>kept</blink></p>', '<p>kept</p>\n'],
    ['loose', 'loose'],
  ])('%s', (xml, expected) => {
    expect(html(xml)).toBe(expected);
  });
});

describe('links', () => {
  const link = (href: string) => html(`<p><a href="${href}">x</a></p>`);
  test('http, https and mailto are links', () => {
    expect(link('https://example.org/a?b=1&amp;c=2')).toBe(
      '<p><a href="https://example.org/a?b=1&amp;c=2" rel="noopener noreferrer">x</a></p>\n',
    );
    expect(link('HTTP://example.org')).toContain('href="http://example.org/"');
    expect(link('mailto:a@example.org')).toContain('href="mailto:a@example.org"');
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
    '',
    'https://',
  ])('%j stays text', (href) => {
    expect(link(href)).toBe('<p>x</p>\n');
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
