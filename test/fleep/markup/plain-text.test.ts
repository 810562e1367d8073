import { describe, expect, test } from 'vitest';
import { messageText } from '../../../src/fleep/markup/plain-text.js';

const textOf = (message: string, type = 'text') => messageText(type, message).text;

describe('the official algorithm (fleep-wire.md section 5.2)', () => {
  test.each([
    ['<msg><p>line1<br/>line2</p></msg>', 'line1\nline2'],
    ['<msg><p>para1</p><p>para2</p></msg>', 'para1\n\npara2'],
    ['<msg><p>trail<br/></p></msg>', 'trail'],
    ['<msg><p>Para<br/></p><p><q>&gt; Quote</q></p></msg>', 'Para\n\n\n> Quote'],
    ['<msg><p/></msg>', ''],
    ['<msg><p>hi <emo kind="esmile">:)</emo> &amp; &lt;tag&gt;</p></msg>', 'hi :) & <tag>'],
    ['<msg><p>words</p><file key="k">name.txt</file></msg>', 'words'],
    ['<msg><file key="k">name.txt</file><p>words</p></msg>', 'words'],
    ['<msg><p>a<hr/>b</p></msg>', 'a\nb'],
    ['<msg><p><a flp="x&lt;&lt;" fls="&gt;&gt;" href="https://fleep.io">Fleep</a></p></msg>', 'Fleep'],
    ['<msg><p>@<mention account_id="1">Ann</mention> <unknown>kept</unknown></p></msg>', '@Ann kept'],
    ['<msg><p>text<br/><pre flp=":::&#10;">code *x*\n  y\n</pre>after</p></msg>', 'text\ncode *x*\n  y\nafter'],
  ])('%s', (message, text) => {
    expect(messageText('text', message)).toEqual({ text, isMalformed: false });
  });
});

describe('blocks without a line break beside them do not run into other words', () => {
  test.each([
    ['<msg><p>run<pre>deploy</pre>now</p></msg>', 'run\ndeploy\nnow'],
    ['<msg><p>he said<q>yes</q>and left</p></msg>', 'he said\nyes\nand left'],
    ['<msg><p><q>a</q><q>b</q><b>c</b></p></msg>', 'a\nb\nc'],
    ['<msg><p><i>a<pre>b</pre></i>c</p></msg>', 'a\nb\nc'],
    ['<msg><p>a<br/><q>b<br/></q>c</p></msg>', 'a\nb\nc'],
    ['<msg><p>a<pre>\nb\n</pre>\nc</p></msg>', 'a\nb\n\nc'],
    ['<msg><p><q>a</q><br/>b</p></msg>', 'a\nb'],
    ['<msg><p><q>a</q></p><p>b</p></msg>', 'a\n\nb'],
    ['<msg><p><q>a<q>b</q>c</q></p></msg>', 'a\nb\nc'],
  ])('%s', (message, text) => {
    expect(textOf(message)).toBe(text);
  });
});

describe('envelopes', () => {
  test('V2 bodies are JSON around XML', () => {
    const message = JSON.stringify({ message: '<msg><p>inside</p></msg>', is_url_preview_disabled: false });
    expect(messageText('textV2', message)).toEqual({ text: 'inside', isMalformed: false });
    expect(textOf(message, 'emailV2')).toBe('inside');
  });
  test('a V2 body around malformed XML is shown raw', () => {
    expect(messageText('textV2', '{"message":"<msg><p>"}')).toEqual({ text: '<msg><p>', isMalformed: true });
  });
  test('a broken V2 body is shown raw and counted', () => {
    expect(messageText('textV2', '{"message":')).toEqual({ text: '{"message":', isMalformed: true });
  });
  test('a type that nobody has named may have a body inside', () => {
    expect(textOf('{"message":"<msg><p>inside</p></msg>"}', 'textV3')).toBe('inside');
  });
  test('a system payload has no words of its own', () => {
    expect(messageText('add', '{"members":["a"]}')).toEqual({ text: '', isMalformed: false });
  });
  test('words that look like JSON are words', () => {
    expect(messageText('text', '{"a":1}')).toEqual({ text: '{"a":1}', isMalformed: false });
    expect(messageText('text', '{ not json')).toEqual({ text: '{ not json', isMalformed: false });
  });
  test.each(['text', 'email', 'separator'])('JSON that people wrote as %s is no envelope', (type) => {
    const message = '{"message":"deploy done","env":"prod"}';
    expect(messageText(type, message)).toEqual({ text: message, isMalformed: false });
  });
});

describe('what is no markup', () => {
  test('an empty body stays empty', () => {
    expect(messageText('text', '')).toEqual({ text: '', isMalformed: false });
  });
  test('plain words are words', () => {
    expect(messageText('text', 'a < b & c ')).toEqual({ text: 'a < b & c ', isMalformed: false });
  });
  test('a body that claims to be markup and is not is shown raw', () => {
    expect(messageText('text', '<msg><p>open')).toEqual({ text: '<msg><p>open', isMalformed: true });
  });
});
