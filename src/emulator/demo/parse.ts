// emulator/demo: text of a conversation file → script. The grammar is documented in demo-world/README.md.
// Invariant: every line is understood or refused with its number; nothing is skipped silently.
import { reasonOf, usageError } from '../../lib/errors.js';
import { ScriptClock, STAMP } from './clock.js';
import { type Change, type Entry, namesIn, type Say, type Script } from './script.js';

const HEADER_LINE = /^([a-z-]+): (.*)$/;
const SAY_LINE = new RegExp(`^(?:(${STAMP}) )?(\\[[^\\]]+\\]|\\p{L}[\\p{L}\\p{M}-]*)(?: #([\\w-]+))?: (.*)$`, 'u');
const SYSTEM_LINE = new RegExp(
  `^\\* (?:(${STAMP}) )?(\\p{L}[\\p{L}\\p{M}-]*) ([a-z-]+)(?: #([\\w-]+))?(?: (.*))?$`,
  'u',
);
const CHANGE_LINE = new RegExp(
  `^! ([a-z]+)(?: #([\\w-]+))?(?: (${STAMP}))?(?: (\\p{L}[\\p{L}\\p{M}-]*))?(?:: (.*))?$`,
  'u',
);
const CONTINUATION = /^\| ?(.*)$/;
const CHANGES = new Set(['edit', 'delete', 'pin', 'unpin', 'task', 'todo', 'done', 'archive']);

/** Parses a conversation file. `name` is used in error messages. Throws a usage error naming the line. */
export function parseScript(source: string, name: string): Script {
  const parser = new ScriptParser();
  for (const [index, line] of source.split('\n').entries()) {
    try {
      parser.read(line);
    } catch (error) {
      throw usageError(`Line ${index + 1} of the demo file ${name} cannot be read: ${reasonOf(error)}`, error);
    }
  }
  return { header: parser.header, entries: parser.entries, anchors: parser.anchors };
}

/** `tada Kadri, Noam`: the name of a reaction, then who reacted so. */
function parseReaction(argument: string): Say['reactions'][number] {
  const [name = ''] = argument.split(' ', 1);
  const people = namesIn(argument.slice(name.length));
  if (people.length === 0) throw new SyntaxError('A reaction needs people: "! react: tada Kadri, Noam".');
  return { name, people };
}

class ScriptParser {
  readonly header = new Map<string, string>();
  readonly entries: Entry[] = [];
  readonly anchors = new Map<string, Say>();
  #clock: ScriptClock | undefined;
  #lastSay: Say | undefined;
  /** The entry that `|` lines continue. */
  #open: Say | Change | undefined;

  read(line: string): void {
    if (line === '' || line.startsWith('# ')) return;
    if (this.#clock === undefined && this.#readHeader(line)) return;
    const isRead =
      this.#readContinuation(line) || this.#readSystem(line) || this.#readChange(line) || this.#readSay(line);
    if (!isRead) throw new SyntaxError(`"${line.slice(0, 60)}" is none of the forms in demo-world/README.md.`);
  }

  #readHeader(line: string): boolean {
    const match = HEADER_LINE.exec(line);
    if (match === null) {
      this.#clock = new ScriptClock(this.header.get('clock') ?? '+02:00');
      return false;
    }
    this.header.set(match[1] ?? '', match[2] ?? '');
    return true;
  }

  #readContinuation(line: string): boolean {
    const match = CONTINUATION.exec(line);
    if (match === null) return false;
    if (this.#open === undefined) throw new SyntaxError('A "|" line has no message above it.');
    if (this.#open.kind === 'say') this.#open.text += `\n${match[1] ?? ''}`;
    else this.#open.argument += `\n${match[1] ?? ''}`;
    return true;
  }

  #readSay(line: string): boolean {
    const match = SAY_LINE.exec(line);
    if (match === null) return false;
    const [, stamp, author = '', anchor, text = ''] = match;
    const say: Say = {
      kind: 'say',
      at: this.#time(stamp, text),
      by: author,
      text,
      files: [],
      previews: [],
      reactions: [],
    };
    if (author.startsWith('[')) {
      const [hookName = '', sender] = author.slice(1, -1).split('/');
      say.hook = { name: hookName, sender };
    }
    if (anchor !== undefined) this.anchors.set(anchor, say);
    this.entries.push(say);
    this.#lastSay = say;
    this.#open = say;
    return true;
  }

  #readSystem(line: string): boolean {
    const match = SYSTEM_LINE.exec(line);
    if (match === null) return false;
    const [, stamp, by = '', verb = '', anchor, argument = ''] = match;
    const target = anchor === undefined ? {} : { target: this.#anchored(anchor) };
    this.entries.push({ kind: 'system', at: this.#time(stamp, line), by, verb, argument, ...target });
    this.#open = undefined;
    return true;
  }

  #readChange(line: string): boolean {
    const match = CHANGE_LINE.exec(line);
    if (match === null) return false;
    const [, verb = '', anchor, stamp, person, argument = ''] = match;
    const target = anchor === undefined ? this.#lastSay : this.#anchored(anchor);
    if (target === undefined) throw new SyntaxError('There is no message above to change.');
    this.#open = undefined;
    if (this.#addDetail(verb, target, argument)) return true;
    if (!CHANGES.has(verb)) throw new SyntaxError(`"${verb}" is no known change.`);
    const kind = verb as Change['kind'];
    const change: Change = { kind, at: this.#time(stamp, line), by: person ?? target.by, target, argument };
    this.entries.push(change);
    this.#open = change;
    return true;
  }

  /** Details belong to the message from its first version on, so they take no number of the flow. */
  #addDetail(verb: string, say: Say, argument: string): boolean {
    const parts = argument.split('|').map((part) => part.trim());
    const [first = '', second = '', third = '', fourth] = parts;
    if (verb === 'react') say.reactions.push(parseReaction(argument));
    else if (verb === 'file') say.files.push({ path: first, name: second === '' ? first : second });
    else if (verb === 'preview') say.previews.push({ url: first, title: second, description: third, picture: fourth });
    else if (verb === 'mail') say.mail = { subject: first, to: namesIn(second) };
    else return false;
    return true;
  }

  #anchored(anchor: string): Say {
    const say = this.anchors.get(anchor);
    if (say === undefined) throw new SyntaxError(`No message above is called #${anchor}.`);
    return say;
  }

  #time(stamp: string | undefined, text: string): number {
    if (this.#clock === undefined) throw new SyntaxError('The header is missing.');
    return this.#clock.advance(stamp, text);
  }
}
