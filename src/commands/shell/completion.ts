// commands/shell: what Tab offers, as DuckDB's own autocomplete has it, from the tables of the archive.
import type { Session } from './session.js';

const DOTS = ['.tables', '.schema ', '.search ', '.reports', '.mode ', '.help', '.quit'];

type Completions = [string[], string];

/** For readline: the completions of a line, and the part of it that they stand for. */
export function completerFor({ box }: Session) {
  return (line: string, callback: (error: null, result: Completions) => void): void => {
    if (line.startsWith('.')) {
      callback(null, [DOTS.filter((dot) => dot.startsWith(line)), line]);
      return;
    }
    suggestions(box, line).then(
      (found) => callback(null, found),
      // Without a suggestion one writes the word oneself.
      () => callback(null, [[], line]),
    );
  };
}

async function suggestions(box: Session['box'], line: string): Promise<Completions> {
  const rows = await box.complete(line);
  const start = Number(rows[0]?.suggestion_start ?? line.length);
  const begun = line.slice(start);
  const found = rows.map(({ suggestion }) => String(suggestion));
  // DuckDB also suggests what is merely like it, which would leave Tab nothing to put in.
  return [found.filter((text) => text.toLowerCase().startsWith(begun.toLowerCase())), begun];
}
