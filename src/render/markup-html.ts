// render: the tree of a message body → HTML. The only file that may tell a template that a text is already HTML.
// Invariant: every character that came from the server is escaped here, every tag and attribute name is a literal of this
// file, and every address went through link-target.ts. What is not known as an element leaves its text. The style sheet shows white space
// as it is, so none stands here that the message does not have.
import Handlebars from 'handlebars';
import type { MarkupElement, MarkupNode } from '../fleep/markup/nodes.js';
import { findEmoticon } from './emoji.js';
import { findLinkTarget } from './link-target.js';

/** HTML that templates print as it is. Nothing else makes one. */
export type SafeHtml = Handlebars.SafeString;

/** What a message body may point at. */
export interface MarkupContext {
  /** The address of a person's page, or undefined when there is none. */
  findPersonHref(account_id: string): string | undefined;
  /** True when the attachment is shown below the message, so that its name is not needed in the text. */
  isAttachmentShown(attachment_id: string): boolean;
}

/** Where in the document the walk is: HTML forbids links in links and blocks in phrases. */
interface Place {
  readonly context: MarkupContext;
  readonly isTopLevel: boolean;
  readonly isInPhrase: boolean;
  readonly isInLink: boolean;
}

const BLOCKS: ReadonlySet<string> = new Set(['p', 'q', 'pre', 'hr']);
const NEEDS_ESCAPE = /[&<>]/;

/**
 * The HTML of a message body, one element: `p` for a single paragraph, as most are, and otherwise `div.body` around what there is.
 * Undefined when there is nothing to show.
 */
export function findHtml(nodes: readonly MarkupNode[], context: MarkupContext): SafeHtml | undefined {
  const place: Place = { context, isTopLevel: true, isInPhrase: false, isInLink: false };
  const only = nodes.length === 1 ? nodes[0] : undefined;
  if (only?.kind === 'element' && only.name === 'p' && only.children.length > 0 && only.children.every(isPhrase)) {
    return new Handlebars.SafeString(`<p dir="auto">${inside(only, place)}</p>`);
  }
  const html = nodesToHtml(nodes, place);
  return html === '' ? undefined : new Handlebars.SafeString(`<div class="body" dir="auto">${html}</div>`);
}

function nodesToHtml(nodes: readonly MarkupNode[], place: Place): string {
  let html = '';
  for (const [index, node] of nodes.entries()) {
    if (node.kind === 'element') html += elementToHtml(node, place);
    else if (!isLayout(node.text, nodes[index - 1], nodes[index + 1], place)) html += escapeText(node.text);
  }
  return html;
}

/** White space beside a block, or beside the files below the words, is of the XML and not of the message. */
function isLayout(text: string, before: MarkupNode | undefined, after: MarkupNode | undefined, place: Place): boolean {
  const isApart = (node: MarkupNode | undefined) =>
    node?.kind === 'element' && (BLOCKS.has(node.name) || (node.name === 'file' && place.isTopLevel));
  return (isApart(before) || isApart(after)) && text.trim() === '';
}

function escapeText(text: string): string {
  if (!NEEDS_ESCAPE.test(text)) return text;
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

const escapeValue = (text: string): string => escapeText(text).replaceAll('"', '&quot;');

function elementToHtml(element: MarkupElement, place: Place): string {
  switch (element.name) {
    case 'br':
      return `<br>${inside(element, place)}`;
    case 'b':
    case 'strong':
      return phrase('strong', element, place);
    case 'i':
      return phrase('em', element, place);
    case 'mark':
      return phrase('mark', element, place);
    case 'a':
      return linkToHtml(element, place);
    case 'mention':
      return mentionToHtml(element, place);
    case 'emo':
      return emoticonToHtml(element, place);
    case 'file':
      return fileToHtml(element, place);
    default:
      return BLOCKS.has(element.name) ? blockToHtml(element, place) : inside(element, place);
  }
}

function inside(element: MarkupElement, place: Place): string {
  const { context, isTopLevel, isInPhrase, isInLink } = place;
  return nodesToHtml(element.children, isTopLevel ? { context, isTopLevel: false, isInPhrase, isInLink } : place);
}

const inPhrase = (element: MarkupElement, place: Place, isInLink = place.isInLink): string =>
  nodesToHtml(element.children, { context: place.context, isTopLevel: false, isInPhrase: true, isInLink });

function phrase(tag: string, element: MarkupElement, place: Place): string {
  return `<${tag}>${inPhrase(element, place)}</${tag}>`;
}

function blockToHtml(element: MarkupElement, place: Place): string {
  if (place.isInPhrase) return `\n${inside(element, place)}\n`;
  switch (element.name) {
    case 'hr':
      return `<hr>${inside(element, place)}`;
    case 'pre':
      // HTML drops a newline that directly follows the tag: a first one is given for it to drop.
      return `<pre dir="auto">\n${inPhrase(element, place)}</pre>`;
    case 'q':
      return `<blockquote dir="auto">${inside(element, place)}</blockquote>`;
    default:
      return paragraphToHtml(element, place);
  }
}

// A paragraph around a block (section 5.3 puts `pre` and `q` into `p`) is no `p` in HTML.
function paragraphToHtml(element: MarkupElement, place: Place): string {
  if (element.children.length === 0) return '';
  const tag = element.children.every(isPhrase) ? 'p' : 'div';
  return `<${tag}>${inside(element, place)}</${tag}>`;
}

const isPhrase = (node: MarkupNode): boolean =>
  node.kind === 'text' || (!BLOCKS.has(node.name) && node.children.every(isPhrase));

function linkToHtml(element: MarkupElement, place: Place): string {
  const address = element.attributes.get('href') ?? '';
  const target = place.isInLink ? undefined : findLinkTarget(address);
  if (target === undefined) return inPhrase(element, place) + addressInWords(address, element);
  return `<a href="${escapeValue(target)}" rel="noopener noreferrer">${inPhrase(element, place, true)}</a>`;
}

/** An address that is no link would be nowhere on the page, unless the words say it. */
function addressInWords(address: string, { children }: MarkupElement): string {
  const isSaid = address.trim() === '' || address.trim() === wordsOf(children).trim();
  return isSaid ? '' : ` (<bdi>${escapeText(address)}</bdi>)`;
}

const wordsOf = (nodes: readonly MarkupNode[]): string =>
  nodes.map((node) => (node.kind === 'text' ? node.text : wordsOf(node.children))).join('');

function mentionToHtml(element: MarkupElement, place: Place): string {
  const href = place.isInLink ? undefined : place.context.findPersonHref(element.attributes.get('account_id') ?? '');
  if (href === undefined) return `<bdi>${inPhrase(element, place)}</bdi>`;
  return `<a class="mention" href="${escapeValue(href)}"><bdi>${inPhrase(element, place, true)}</bdi></a>`;
}

// The typed code stays the text of the page; the style sheet shows the picture in its place.
function emoticonToHtml(element: MarkupElement, place: Place): string {
  const sign = findEmoticon(element.attributes.get('kind') ?? '');
  if (sign === undefined) return inPhrase(element, place);
  return `<span class="emo" data-sign="${sign}">${inPhrase(element, place)}</span>`;
}

function fileToHtml(element: MarkupElement, place: Place): string {
  const isShown = place.context.isAttachmentShown(element.attributes.get('key') ?? '');
  if (place.isTopLevel && (isShown || element.children.length === 0)) return '';
  // Names stand side by side below the words, and among them where the words say.
  return `<span class="file-name">${inPhrase(element, place)}</span>${place.isTopLevel ? ' ' : ''}`;
}
