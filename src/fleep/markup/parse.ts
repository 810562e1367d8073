// fleep: the XML of a message body → a tree (fleep-wire.md section 5.1).
// Invariant: strict. A document is either well-formed XML 1.0 with a root that starts with `<msg`, in no more levels than anybody means,
// or it has no tree at all and is shown as it is (section 5.2). No DTD is read, nothing is fetched, nothing recurses.
import {
  decodeReferences,
  hasForbiddenCharacter,
  isSpace,
  MALFORMED,
  scanAttributes,
  scanName,
  skipSpaces,
} from './lexer.js';
import type { MarkupElement, MarkupNode } from './nodes.js';

// Far above anything that people write; readers of the tree may recurse this deep without danger.
const MAX_DEPTH = 200;

interface OpenElement {
  readonly name: string;
  readonly children: MarkupNode[];
}

interface Parser {
  readonly xml: string;
  /** Open elements, outermost first; the first one stands for the document and is never closed. */
  readonly open: OpenElement[];
}

/** What stands below the root element, in order; undefined when the text is no well-formed `<msg…>` document of at most 200 levels. */
export function parseMarkup(xml: string): readonly MarkupNode[] | undefined {
  if (!xml.startsWith('<msg') || hasForbiddenCharacter(xml)) return undefined;
  // XML 1.0 section 2.11: line ends are newlines before anything else is looked at.
  const parser: Parser = { xml: xml.includes('\r') ? xml.replace(/\r\n?/g, '\n') : xml, open: [newElement('')] };
  let at = 0;
  while (at !== MALFORMED && at < parser.xml.length) at = scanNext(parser, at);
  const [document] = parser.open;
  if (at === MALFORMED || parser.open.length !== 1 || document === undefined) return undefined;
  return findRoot(document)?.children;
}

const newElement = (name: string): OpenElement => ({ name, children: [] });

const findRoot = (document: OpenElement): MarkupElement | undefined =>
  document.children.find((node) => node.kind === 'element');

function scanNext(parser: Parser, at: number): number {
  const { xml } = parser;
  const tag = xml.indexOf('<', at);
  if (tag !== at) return scanText(parser, at, tag < 0 ? xml.length : tag);
  switch (xml[at + 1]) {
    case '/':
      return scanCloseTag(parser, at);
    case '!':
      return xml.startsWith('<!--', at) ? scanComment(xml, at) : scanCharacterData(parser, at);
    case '?':
      return scanInstruction(xml, at);
    default:
      return scanOpenTag(parser, at);
  }
}

function scanText(parser: Parser, at: number, end: number): number {
  const raw = parser.xml.slice(at, end);
  if (isOutsideRoot(parser)) return skipSpaces(raw, 0) === raw.length ? end : MALFORMED;
  const text = raw.includes(']]>') ? undefined : decodeReferences(raw);
  if (text === undefined) return MALFORMED;
  append(parser, { kind: 'text', text });
  return end;
}

function scanOpenTag(parser: Parser, at: number): number {
  const { xml, open } = parser;
  const nameEnd = scanName(xml, at + 1);
  if (nameEnd === MALFORMED || open.length > MAX_DEPTH || isSecondRoot(parser)) return MALFORMED;
  const { attributes, end } = scanAttributes(xml, nameEnd);
  if (end === MALFORMED) return MALFORMED;
  const element = newElement(xml.slice(at + 1, nameEnd));
  append(parser, { kind: 'element', name: element.name, attributes, children: element.children });
  if (xml[end] === '/') return xml[end + 1] === '>' ? end + 2 : MALFORMED;
  open.push(element);
  return end + 1;
}

function scanCloseTag(parser: Parser, at: number): number {
  const { xml, open } = parser;
  const name = open.length > 1 ? open[open.length - 1]?.name : undefined;
  if (name === undefined || !xml.startsWith(name, at + 2)) return MALFORMED;
  const end = skipSpaces(xml, at + 2 + name.length);
  if (xml[end] !== '>') return MALFORMED;
  open.pop();
  return end + 1;
}

function scanComment(xml: string, at: number): number {
  const dashes = xml.indexOf('--', at + 4);
  return dashes >= 0 && xml[dashes + 2] === '>' ? dashes + 3 : MALFORMED;
}

function scanCharacterData(parser: Parser, at: number): number {
  const { xml } = parser;
  const end = xml.startsWith('<![CDATA[', at) ? xml.indexOf(']]>', at + 9) : MALFORMED;
  if (end < 0 || isOutsideRoot(parser)) return MALFORMED;
  append(parser, { kind: 'text', text: xml.slice(at + 9, end) });
  return end + 3;
}

function scanInstruction(xml: string, at: number): number {
  const nameEnd = scanName(xml, at + 2);
  if (nameEnd === MALFORMED || xml.slice(at + 2, nameEnd).toLowerCase() === 'xml') return MALFORMED;
  if (xml[nameEnd] !== '?' && !isSpace(xml.charCodeAt(nameEnd))) return MALFORMED;
  const end = xml.indexOf('?>', nameEnd);
  return end < 0 ? MALFORMED : end + 2;
}

const isOutsideRoot = ({ open }: Parser): boolean => open.length === 1;
const isSecondRoot = ({ open }: Parser): boolean => open.length === 1 && (open[0]?.children.length ?? 0) > 0;

function append({ open }: Parser, node: MarkupNode): void {
  open[open.length - 1]?.children.push(node);
}
