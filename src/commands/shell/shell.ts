// commands/shell: the interactive shell: a line editor with history and completion around a session.
// Orders: a line is read, its statements run, their answers are shown, and only then the next line is read. Ctrl-C ends what runs, or the
// statement that is being written; Ctrl-D ends the shell.
import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { ExitCode } from '../../lib/errors.js';
import { visibleText } from '../../lib/format/visible.js';
import { printPieces } from '../output.js';
import { completerFor } from './completion.js';
import { MOST_LINES, readHistory, writeHistory } from './history.js';
import { firstScreen, page, pagerCommand } from './pager.js';
import { answerTo, dotCommand, isQuit, type Session, sentenceOf } from './session.js';
import { statementsIn } from './statements.js';

export interface Terminal {
  readonly input: Readable & { setRawMode?: (mode: boolean) => unknown };
  readonly output: Writable & { readonly columns?: number; readonly rows?: number };
}

const PROMPT = 'fleep> ';
const MORE = '  ...> ';

/** Reads and answers until Ctrl-D or `.quit`. */
export async function runShell(
  session: Session,
  terminal: Terminal = { input: process.stdin, output: process.stdout },
): Promise<ExitCode> {
  const { input, output } = terminal;
  let history = await readHistory();
  const completer = completerFor(session);
  const lines = createInterface({
    input,
    output,
    terminal: true,
    completer,
    history,
    historySize: MOST_LINES,
    prompt: PROMPT,
  });
  lines.on('history', (latest) => {
    history = latest;
  });
  output.write('Write a SELECT and end it with a semicolon. .help says what else there is; Ctrl-D leaves.\n');
  try {
    await new Shell(session, terminal, lines).run();
  } finally {
    await writeHistory(history);
  }
  return ExitCode.complete;
}

class Shell {
  readonly #session: Session;
  readonly #terminal: Terminal;
  readonly #lines: Interface;
  #waiting = '';
  #running: AbortController | undefined;

  constructor(session: Session, terminal: Terminal, lines: Interface) {
    this.#session = session;
    this.#terminal = terminal;
    this.#lines = lines;
  }

  async run(): Promise<void> {
    this.#lines.on('SIGINT', () => this.#interrupt());
    this.#lines.prompt();
    // The iterator keeps the lines that come while others are answered, as those of a text that is pasted.
    for await (const line of this.#lines) {
      if (this.#waiting === '' && isQuit(line)) break;
      await this.#take(line);
      this.#lines.setPrompt(this.#waiting === '' ? PROMPT : MORE);
      this.#lines.prompt();
    }
    this.#lines.close();
  }

  #interrupt(): void {
    if (this.#running !== undefined) {
      this.#running.abort();
      return;
    }
    this.#waiting = '';
    // Ctrl-U takes what is before the cursor only.
    for (const name of ['e', 'u']) this.#lines.write(null, { ctrl: true, name });
    this.#terminal.output.write('\n');
    this.#lines.setPrompt(PROMPT);
    this.#lines.prompt();
  }

  async #take(line: string): Promise<void> {
    const { columns } = this.#terminal.output;
    if (this.#waiting === '' && line.startsWith('.')) {
      return this.#answer(() => dotCommand(this.#session, line, columns));
    }
    const { complete, rest } = statementsIn(`${this.#waiting}${line}\n`);
    this.#waiting = rest.trim() === '' ? '' : rest;
    for (const sql of complete) await this.#answer((signal) => answerTo(this.#session, sql, columns, signal));
  }

  async #answer(make: (signal: AbortSignal) => AsyncGenerator<string>): Promise<void> {
    this.#running = new AbortController();
    try {
      await this.#show(make(this.#running.signal));
    } catch (error) {
      this.#terminal.output.write(`${visibleText(sentenceOf(error))}\n`);
    } finally {
      this.#running = undefined;
    }
  }

  async #show(pieces: AsyncGenerator<string>): Promise<void> {
    const { input, output } = this.#terminal;
    const { text, isWhole } = await firstScreen(pieces, output);
    if (isWhole || input.setRawMode === undefined) {
      output.write(text);
      await printPieces(output, pieces);
      return;
    }
    // The pager reads the keys, and wants the terminal as it is outside of a line editor.
    this.#lines.pause();
    input.setRawMode(false);
    const unread = await page(text, pieces, () => this.#running?.abort()).finally(() => {
      input.setRawMode?.(true);
      this.#lines.resume();
    });
    if (unread === undefined) return;
    await printPieces(output, unread);
    output.write(`The pager "${pagerCommand()}" cannot be started: PAGER names another one.\n`);
  }
}
