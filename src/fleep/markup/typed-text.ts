// fleep/markup: message XML → the text that was typed for it (fleep-wire.md, sections 5.1 and 5.2: `flp` before, `fls` behind).
// Invariant: encoding the result gives the same paragraphs again. Files are no typed text; a body that is no markup is its own text.
import type { MarkupElement, MarkupNode } from './nodes.js';
import { parseMarkup } from './parse.js';

interface Writer {
  text: string;
  /** Length of the text when the fence of a preformatted block ended it with a line break of its own. */
  fenceEnd: number;
}

/** The typed text of a message body, without its files. Never throws. */
export function typedText(message: string): string {
  const nodes = parseMarkup(message);
  if (nodes === undefined) return message;
  const writer: Writer = { text: '', fenceEnd: 0 };
  writeNodes(writer, nodes);
  return endsInEmptyLine(writer) ? `${writer.text}\n` : writer.text;
}

function writeNodes(writer: Writer, nodes: readonly MarkupNode[]): void {
  for (const node of nodes) {
    if (node.kind === 'text') writer.text += node.text;
    else writeElement(writer, node);
  }
}

function writeElement(writer: Writer, element: MarkupElement): void {
  switch (element.name) {
    case 'file':
      return;
    case 'br':
    case 'hr':
      writer.text += '\n';
      return;
    case 'p':
      if (writer.text !== '') writer.text += isAfterFence(writer) ? '\n' : '\n\n';
      break;
  }
  writer.text += element.attributes.get('flp') ?? '';
  writeNodes(writer, element.children);
  const suffix = element.attributes.get('fls') ?? '';
  writer.text += suffix;
  if (suffix.endsWith('\n')) writer.fenceEnd = writer.text.length;
}

/** Nothing but empty lines since a fence, whose own line break has ended its line already. */
const isAfterFence = ({ text, fenceEnd }: Writer): boolean => fenceEnd > 0 && /^\n*$/.test(text.slice(fenceEnd));

/** A line break at the end stands for an empty line, and that needs its own end; unless only empty lines were typed. */
const endsInEmptyLine = (writer: Writer): boolean =>
  writer.text.endsWith('\n') && !isAfterFence(writer) && !/^\n*$/.test(writer.text);
