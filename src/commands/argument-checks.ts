// commands: checks of all arguments of a command line, whatever the command, for yargs; and what yargs finds, as a sentence.
import { usageError } from '../lib/errors.js';
import { didYouMean } from '../report/nearest.js';

export const COMMANDS = [
  'login',
  'logout',
  'sync',
  'watch',
  'import',
  'rebuild',
  'render',
  'report',
  'query',
  'search',
  'status',
  'api',
  'emulator',
];

/** For yargs, which takes the value of an option before it for no command. */
export function requireCommand({ _: [command] }: { readonly _: readonly (string | number)[] }): void {
  if (command !== undefined && COMMANDS.includes(String(command))) return;
  const lack =
    command === undefined
      ? 'Name a command'
      : `There is no command "${command}"${didYouMean(String(command), COMMANDS)}`;
  throw usageError(`${lack}: "fleep-archive --help" lists them.`);
}

/** What may be given several times: lists by both of yargs' names, and what stands without a name. */
const LISTS = new Set([
  '--',
  '_',
  'names',
  'query',
  'param',
  'file',
  'variant',
  'conversation',
  'exclude',
  'file-types',
  'fileTypes',
]);

/** For yargs, which makes a list of an option that comes twice. */
export function requireOnce(args: Readonly<Record<string, unknown>>): void {
  const name = Object.keys(args).find((key) => Array.isArray(args[key]) && !LISTS.has(key));
  if (name !== undefined) throw usageError(`--${name} is given more than once: it takes one value.`);
}

/** What may be empty: it says so itself, or stands for something. */
const MAY_BE_EMPTY = new Set(['$0', 'file', 'json', 'method', 'sql']);

/** An empty value is a variable of a shell that is not set; of a folder it would be the one where the program runs. */
export function requireValues(args: Readonly<Record<string, unknown>>): void {
  const name = Object.keys(args).find((key) => args[key] === '' && !MAY_BE_EMPTY.has(key));
  if (name !== undefined) throw usageError(`--${name} is empty: give it a value, or leave the option out.`);
}

/** What stands behind "--" is no argument to yargs, and words to `search` alone. */
export function requireNoRest({ _: [command, rest] }: { readonly _: readonly (string | number)[] }): true {
  if (rest === undefined || command === 'search') return true;
  throw usageError(`"${rest}" means nothing to ${command}: leave it out.`);
}

/** yargs' message as one sentence. Its names of options lack the dashes, and only a file to import has to stand without a name. */
export function inOwnWords(message: string): string {
  const sentence = message
    .trim()
    .replace(/\s*\n\s*/g, ' ')
    .replace(/^Missing required arguments?: .*/, (missing) => missing.replace(/(?<=[:,] )\S/g, '--$&'))
    .replace(/^Not enough non-option arguments.*/, 'Name the file to import')
    .replace(/[^.?!]$/, '$&.');
  return `${sentence} See --help.`;
}
