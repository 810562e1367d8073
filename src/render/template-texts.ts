// render: puts the texts of a language in the place of `{{t "key"}}` in the tree of a template.
// Invariant: a key without a text never passes; texts are escaped like everything else.
import Handlebars from 'handlebars';
import { findText, type Texts } from './language/texts.js';

export class TextFiller extends Handlebars.Visitor {
  readonly #texts: Texts;

  constructor(texts: Texts) {
    super();
    this.#texts = texts;
    // What a method gives then stands in the place of what it was given; the type declarations leave the property out.
    Object.assign(this, { mutating: true });
  }

  /** Gives the text where the statement asks for one; undefined leaves it as it is. Throws for a key that has none. */
  override MustacheStatement(statement: hbs.AST.MustacheStatement): hbs.AST.ContentStatement | undefined {
    const { path, params, loc } = statement;
    if (path.type !== 'PathExpression' || !isNamed(path, 't')) return undefined;
    const [key] = params;
    const name = key?.type === 'StringLiteral' && isString(key) ? key.value : '';
    const text = findText(this.#texts, name);
    if (text === undefined) throw new Error(`there is no text "${name}" (line ${loc.start.line})`);
    const value = Handlebars.escapeExpression(text);
    return { type: 'ContentStatement', loc, value, original: { open: false, close: false } };
  }
}

const isNamed = (path: hbs.AST.Expression, name: string): boolean => 'original' in path && path.original === name;

const isString = (expression: hbs.AST.Expression): expression is hbs.AST.StringLiteral =>
  'value' in expression && typeof expression.value === 'string';
