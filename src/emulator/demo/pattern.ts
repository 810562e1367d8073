// emulator/demo: a pattern file and the filling of its slots. The format is documented in demo-world/README.md.
// Invariant: within a pattern nothing is drawn twice before everything was drawn once, so that neighbours differ; a slot
// that names no list is refused.
import { usageError } from '../../lib/errors.js';
import { STAMP } from './clock.js';
import { shuffledBag } from './ids.js';

/** The author of a line; elsewhere a role is written as a slot, `{B}`. */
const ROLE = new RegExp(`^((?:(?:${STAMP}) )?)([A-D])(?=: )`, 'gm');
const SLOT = /\{([^{}]+)\}/g;
const RANGE = /^(\d+(?:\.\d+)?)\.\.(\d+(?:\.\d+)?)$/;
const PART = /^([a-z]+\d?)\.(\d)$/;

/** A pattern file: what its header says, and a way to draw exchanges. */
export interface Pattern {
  readonly header: ReadonlyMap<string, string>;
  /** The next exchange, as lines of a conversation file. `roles` are the people for the letters A to D. */
  nextThread(roles: ReadonlyMap<string, string>): string;
}

/** Header lines, then `[list]` blocks with one item a line; the block `[thread]` has exchanges between empty lines. */
export function parsePattern(source: string, random: () => number): Pattern {
  const [head = '', ...blocks] = source.split(/^\[([a-z]+)\]$/m);
  const lists = new Map<string, string[]>();
  for (let index = 0; index + 1 < blocks.length; index += 2) {
    lists.set(blocks[index] ?? '', (blocks[index + 1] ?? '').trim().split('\n'));
  }
  const threads = (lists.get('thread') ?? []).join('\n').split(/\n\n+/);
  const nextTemplate = shuffledBag(threads, random);
  const header = parseHeader(head);
  const fill = slotFiller(lists, random);
  const finish = header.get('capitals') === 'as written' ? (line: string) => line : capitalized;
  const nextThread: Pattern['nextThread'] = (roles) =>
    fill(nextTemplate().replace(ROLE, '$1{$2}'), roles).split('\n').map(finish).join('\n');
  return { header, nextThread };
}

function parseHeader(head: string): Map<string, string> {
  const header = new Map<string, string>();
  for (const line of head.split('\n')) {
    const match = /^([a-z]+): (.*)$/.exec(line);
    if (match !== null) header.set(match[1] ?? '', match[2] ?? '');
  }
  return header;
}

type Fill = (template: string, roles: ReadonlyMap<string, string>) => string;

function slotFiller(lists: ReadonlyMap<string, string[]>, random: () => number): Fill {
  const bags = new Map([...lists].map(([name, items]) => [name, shuffledBag(items, random)]));

  const draw = (name: string): string => {
    const range = RANGE.exec(name);
    if (range !== null) return drawNumber(range[1] ?? '0', range[2] ?? '0', random);
    const next = bags.get(name.replace(/\d$/, ''));
    if (next === undefined) throw usageError(`A demo pattern uses {${name}}, and no list has that name.`);
    return next();
  };

  /** One name keeps its value within an exchange; `{part2}` is another draw from `part`, `{case.2}` a part of an item. */
  return (template, roles) => {
    const drawn = new Map(roles);
    const slotValue = (slot: string): string => {
      const [, name = slot, part] = PART.exec(slot) ?? [];
      const item = drawn.get(name) ?? draw(name);
      if (!RANGE.test(name)) drawn.set(name, item);
      return part === undefined ? item : (item.split(' | ')[Number(part) - 1] ?? '');
    };
    const fill = (text: string): string => text.replace(SLOT, (_slot, name: string) => fill(slotValue(name)));
    return fill(template);
  };
}

/** A number with as many decimals as the lower bound is written with. */
function drawNumber(low: string, high: string, random: () => number): string {
  const decimals = low.split('.')[1]?.length ?? 0;
  const steps = Math.round((Number(high) - Number(low)) * 10 ** decimals);
  return (Number(low) + Math.floor(random() * (steps + 1)) / 10 ** decimals).toFixed(decimals);
}

/** Slots are written in lower case; sentences of people begin with a capital letter. Hooks write as they like. */
function capitalized(line: string): string {
  if (/^(?:\+\d+\w )?\[|^! (?!edit)/.test(line)) return line;
  return line
    .replace(/^[^:]*: \p{Ll}/u, (start) => start.slice(0, -1) + start.slice(-1).toUpperCase())
    .replace(/(?<=.)[.!?] \p{Ll}/gu, (start) => start.toUpperCase());
}
