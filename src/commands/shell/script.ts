// commands/shell: statements from a pipe, one after the other.
import type { Readable } from 'node:stream';
import { ArchiveError, ExitCode } from '../../lib/errors.js';
import { visibleText } from '../../lib/format/visible.js';
import { type Output, printPieces } from '../output.js';
import { answerTo, dotCommand, isQuit, type Session, sentenceOf } from './session.js';
import { statementsIn } from './statements.js';

/**
 * Prints the rows of each statement. One that fails is said on `errors` and the others run all the same; the exit code is that of the
 * first that failed for another reason than its own words, or else 2.
 */
export async function runScript(
  session: Session,
  input: Readable,
  out: Output,
  errors: Output = process.stderr,
): Promise<ExitCode> {
  let code: ExitCode = ExitCode.complete;
  const print = async (answer: AsyncGenerator<string>): Promise<void> => {
    try {
      await printPieces(out, answer);
    } catch (error) {
      if (code === ExitCode.complete || code === ExitCode.usage)
        code = error instanceof ArchiveError ? error.exitCode : ExitCode.unexpected;
      errors.write(`${visibleText(sentenceOf(error))}\n`);
    }
  };
  let waiting = '';
  for await (const line of linesOf(input)) {
    if (waiting.trim() === '' && line.startsWith('.')) {
      if (isQuit(line)) return code;
      await print(dotCommand(session, line, out.columns));
      continue;
    }
    const { complete, rest } = statementsIn(`${waiting}${line}\n`);
    waiting = rest;
    for (const sql of complete) await print(answerTo(session, sql, out.columns));
  }
  if (waiting.trim() !== '') await print(answerTo(session, waiting.trim(), out.columns));
  return code;
}

async function* linesOf(input: Readable): AsyncGenerator<string> {
  let text = '';
  for await (const piece of input.setEncoding('utf8')) {
    const lines = `${text}${piece}`.split('\n');
    text = lines.pop() ?? '';
    yield* lines;
  }
  if (text !== '') yield text;
}
