// test support: the JSON examples of section 9 of the wire reference, read out of the document.
import { readFileSync } from 'node:fs';

const WIRE = readFileSync(new URL('../../../../shared/fleep-wire.md', import.meta.url), 'utf8');

export interface Example {
  /** `9.10b`. */
  readonly number: string;
  readonly title: string;
  readonly values: readonly unknown[];
}

export const sectionNine = /^## 9\. [\s\S]*?(?=^## 10\.)/m.exec(WIRE)?.[0] ?? '';

/** A block holds one or more JSON values, each over one line or more. Throws when lines are left that are no JSON. */
function parseBlock(block: string): unknown[] {
  const values: unknown[] = [];
  let pending = '';
  for (const line of block.split('\n')) {
    pending += line;
    const value = tryParse(pending);
    if (value === undefined) continue;
    values.push(value);
    pending = '';
  }
  if (pending.trim() !== '') throw new Error(`This is no JSON: ${pending.slice(0, 80)}`);
  return values;
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // More lines are needed.
    return undefined;
  }
}

/** One for each heading of the section, in order. */
export function readExamples(): Example[] {
  return [...sectionNine.matchAll(/^\*\*(9\.\d+b?) ([^*]+)\*\*[^\n]*\n```json\n([\s\S]*?)\n```/gm)].map(
    ([, number = '', title = '', block = '']) => ({ number, title, values: parseBlock(block) }),
  );
}
