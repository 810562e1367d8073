// fleep: a message body → the text that people read in it (fleep-wire.md section 5.2).
// Invariant: a body that cannot be parsed is never lost: its text is the body as it came, and the caller is told.
import { mendEscapes } from '../../lib/half-pairs.js';
import type { MarkupElement, MarkupNode } from './nodes.js';
import { parseMarkup } from './parse.js';

/** The text of a message and whether its body claimed to be markup and was not. */
export interface MessageText {
  readonly text: string;
  readonly isMalformed: boolean;
}

/** What the body of a message is, once its envelope is taken off. */
export type MessageBody =
  | { readonly kind: 'markup'; readonly nodes: readonly MarkupNode[] }
  | { readonly kind: 'plain'; readonly text: string; readonly isMalformed: boolean }
  /** The JSON payload of a system message (fleep-wire.md section 4.3). */
  | { readonly kind: 'payload'; readonly payload: Readonly<Record<string, unknown>> };

/** What people write is XML or plain words even when it looks like JSON (section 4.3); the V2 types have it in an envelope. */
const BARE_TYPES: ReadonlySet<string> = new Set(['text', 'email', 'separator']);
const ENVELOPE_TYPES: ReadonlySet<string> = new Set(['textV2', 'emailV2']);

interface Writer {
  text: string;
  /** Whether what comes next is beside a block, and so on a line of its own. */
  isBreakDue: boolean;
}

/**
 * Paragraphs apart by an empty line, `br` and `hr` as newlines, quotes and preformatted text on lines of their own, file names left out,
 * no white space at the end.
 */
function plainText(nodes: readonly MarkupNode[]): string {
  const writer: Writer = { text: '', isBreakDue: false };
  writeNodes(writer, nodes);
  return writer.text.trimEnd();
}

function writeNodes(writer: Writer, nodes: readonly MarkupNode[]): void {
  for (const node of nodes) {
    if (node.kind === 'text') write(writer, node.text);
    else writeElement(writer, node);
  }
}

function writeElement(writer: Writer, { name, children }: MarkupElement): void {
  switch (name) {
    case 'file':
      return;
    case 'br':
    case 'hr':
      write(writer, '\n');
      break;
    case 'p':
      if (writer.text !== '') write(writer, '\n\n');
      break;
    case 'q':
    case 'pre':
      writer.isBreakDue = true;
      writeNodes(writer, children);
      writer.isBreakDue = true;
      return;
  }
  writeNodes(writer, children);
}

// The service breaks lines beside blocks itself (section 5.3); others that write markup need not, and words would run into one.
function write(writer: Writer, piece: string): void {
  if (piece === '') return;
  const { text, isBreakDue } = writer;
  const isBroken = text === '' || text.endsWith('\n') || piece.startsWith('\n');
  writer.text += isBreakDue && !isBroken ? `\n${piece}` : piece;
  writer.isBreakDue = false;
}

/**
 * The text of a `message` field as the wire carries it. Texts and e-mails give their words, system messages ''
 * (their payload is put into words where names are known), '' stays ''.
 */
export function messageText(mk_message_type: string, message: string): MessageText {
  return textOfBody(readBody(mk_message_type, message));
}

/** The same for a body that was read already. */
export function textOfBody(body: MessageBody): MessageText {
  switch (body.kind) {
    case 'markup':
      return { text: plainText(body.nodes), isMalformed: false };
    case 'plain':
      return { text: body.text, isMalformed: body.isMalformed };
    case 'payload':
      return { text: '', isMalformed: false };
  }
}

/**
 * Names of files that the words of a message show: all that stand among them, and of those below them the ones that `isListed` does not
 * say of their key are listed with their records.
 */
export function shownFileNames(nodes: readonly MarkupNode[], isListed: (key: string) => boolean): string[] {
  return nodes.flatMap((node) => {
    if (node.kind === 'text') return [];
    if (node.name !== 'file') return shownFileNames(node.children, () => false);
    const name = isListed(node.attributes.get('key') ?? '') ? '' : plainText(node.children).trim();
    return name === '' ? [] : [name];
  });
}

/** Whether somebody put a link into a message. */
export function hasLink(nodes: readonly MarkupNode[]): boolean {
  return nodes.some((node) => node.kind === 'element' && (node.name === 'a' || hasLink(node.children)));
}

/**
 * A body without the JSON that the V2 shapes have around it: what people read, with its markup. Two of the same say the same. As the macro
 * bare_body (queries/schema/013_json_bodies.sql).
 */
export function bareBody(mk_message_type: string, message: string): string {
  const inside = mayBeJson(mk_message_type, message) ? parseObject(message)?.message : undefined;
  return typeof inside === 'string' ? inside : message;
}

/** Takes the envelope off: XML, JSON around XML (textV2, emailV2, section 4.3), a system payload, or plain words. */
export function readBody(mk_message_type: string, message: string): MessageBody {
  if (!mayBeJson(mk_message_type, message)) return readMarkup(message);
  const payload = parseObject(message);
  // A V2 body and a system payload are JSON or empty; anything else is kept as it is and counted.
  if (payload === undefined) return { kind: 'plain', text: message, isMalformed: true };
  if (typeof payload.message === 'string') return readMarkup(payload.message);
  const isPayload = !ENVELOPE_TYPES.has(mk_message_type);
  return isPayload ? { kind: 'payload', payload } : { kind: 'plain', text: message, isMalformed: false };
}

/** As the macro may_be_json, for a body that begins like it. */
export const mayBeJson = (type: string, message: string): boolean => message.startsWith('{') && !BARE_TYPES.has(type);

function readMarkup(xml: string): MessageBody {
  const nodes = parseMarkup(xml);
  return nodes === undefined
    ? { kind: 'plain', text: xml, isMalformed: xml.startsWith('<msg') }
    : { kind: 'markup', nodes };
}

function parseObject(json: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return JSON.parse(mendEscapes(json));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
