// A second opinion on XML: the same document read by saxes, as the same kind of tree.
import { SaxesParser } from 'saxes';
import type { MarkupNode } from '../../../src/fleep/markup/nodes.js';

export interface PlainElement {
  name: string;
  attributes: [string, string][];
  children: (PlainElement | string)[];
}

/** Our tree without empty texts and with neighbouring texts joined, so that two parsers can be compared. */
export function normalize(nodes: readonly MarkupNode[]): PlainElement['children'] {
  const children: PlainElement['children'] = [];
  for (const node of nodes) {
    if (node.kind === 'text') addText(children, node.text);
    else
      children.push({
        name: node.name,
        attributes: [...node.attributes],
        children: normalize(node.children),
      });
  }
  return children;
}

/** What stands below the root, or undefined when saxes refuses the document. */
export function readWithSaxes(xml: string): PlainElement['children'] | undefined {
  const parser = new SaxesParser({ xmlns: false });
  const root: PlainElement = { name: '', attributes: [], children: [] };
  const open = [root];
  let isBroken = !xml.startsWith('<msg');
  parser.on('error', () => {
    isBroken = true;
  });
  parser.on('opentag', (tag) => {
    const element: PlainElement = { name: tag.name, attributes: Object.entries(tag.attributes), children: [] };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on('closetag', () => open.pop());
  const onText = (text: string): void => {
    const inside = open.at(-1);
    if (inside !== undefined && inside !== root) addText(inside.children, text);
  };
  parser.on('text', onText);
  parser.on('cdata', onText);
  parser.write(xml).close();
  const [first] = root.children;
  return isBroken || typeof first !== 'object' ? undefined : first.children;
}

function addText(children: PlainElement['children'], text: string): void {
  const last = children.at(-1);
  if (text === '') return;
  if (typeof last === 'string') children[children.length - 1] = last + text;
  else children.push(text);
}
