// fleep: the tree of a message body (fleep-wire.md section 5.1), as both readers of markup see it: plain text and HTML.
// Invariant: values are decoded text, never markup; whoever writes them out escapes them.

/** The attributes of an element, decoded, in order. A map, so that `__proto__` is a name like any other. */
export type MarkupAttributes = ReadonlyMap<string, string>;

export interface MarkupText {
  readonly kind: 'text';
  readonly text: string;
}

export interface MarkupElement {
  readonly kind: 'element';
  readonly name: string;
  readonly attributes: MarkupAttributes;
  readonly children: readonly MarkupNode[];
}

export type MarkupNode = MarkupText | MarkupElement;
