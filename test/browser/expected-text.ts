// test: what a reader must find in a message, worked out without any code of src/: common bodies by replacements, all others by
// another XML parser (fleep-wire.md, sections 5.1 and 5.2).
import { type PlainElement, readWithSaxes } from '../fleep/markup/saxes-reader.js';

/** All white space away: where lines break is a matter of layout. */
export const squeezed = (text: string): string => text.replace(/\s/g, '');

/** White space as a browser shows it. */
export const collapsed = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** The text of a body of a text or e-mail message, names of files left out; a body that is no XML as it came. */
export function expectedText(mk_message_type: string, message: string): string {
  const xml: string = mk_message_type.endsWith('V2') ? JSON.parse(message).message : message;
  const children = xml.startsWith('<msg') ? readWithSaxes(xml) : undefined;
  return children === undefined ? xml : textOf(children);
}

const textOf = (children: PlainElement['children']): string =>
  children.map((child) => (typeof child === 'string' ? child : elementText(child))).join('');

const elementText = ({ name, children }: PlainElement): string => (name === 'file' ? '' : textOf(children));
