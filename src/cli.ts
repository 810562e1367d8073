#!/usr/bin/env node
// The command line. Arguments in, exit code out; this is the one place that ends the process.
// Each command is loaded when it is called, so that none waits for what only another one needs.
import yargs, { type Argv } from 'yargs';
import { hideBin } from 'yargs/helpers';
import { inOwnWords, requireCommand, requireNoRest, requireOnce, requireValues } from './commands/argument-checks.js';
import {
  accountOption,
  archiveOption,
  checkCrawl,
  checkQuery,
  crawlArguments,
  crawlOptions,
  emulatorOptions,
  listOption,
  queryOptions,
  quietOption,
  rebuildStoreOption,
  renderOptions,
  reportOptions,
  requireUrl,
  requireWhole,
  searchOptions,
  serverOption,
  storeOption,
} from './commands/options.js';
import { ArchiveError, ExitCode, reasonOf, usageError } from './lib/errors.js';
import { visibleText } from './lib/format/visible.js';
import { interruption } from './lib/interruption.js';
import { findSystemError } from './lib/system-errors.js';
import { version } from './lib/version.js';

async function main(): Promise<ExitCode> {
  let exitCode: ExitCode = ExitCode.complete;
  const done = (code: ExitCode) => {
    exitCode = code;
  };
  await commandLine(done).parseAsync();
  return exitCode;
}

function commandLine(done: (code: ExitCode) => void): Argv {
  return (
    yargs(hideBin(process.argv))
      .scriptName('fleep-archive')
      .locale('en')
      .usage('$0 <command>\n\nKeeps everything that a Fleep account can see.')
      .command(
        'login',
        'Sign in, and keep the session for the runs to come',
        (y) =>
          y
            .option('server', serverOption)
            .option('account', { ...accountOption, describe: 'E-mail of the account; asked for when absent' })
            .option('in-file', {
              type: 'boolean',
              default: false,
              describe: 'Keep it in a file, not in the system key store: for runs without a desktop',
            })
            .check((args) => requireUrl(args.server)),
        async (args) => {
          const { loginCommand } = await import('./commands/login.js');
          const { readPassword } = await import('./commands/credentials.js');
          await loginCommand({ ...args, credentials: () => readPassword(args), signal: interruption() });
        },
      )
      .command(
        'logout',
        'End a kept session at the service, and forget it',
        (y) =>
          y
            .option('server', serverOption)
            .option('account', accountOption)
            .check((args) => requireUrl(args.server)),
        async (args) => (await import('./commands/logout.js')).logoutCommand({ ...args, signal: interruption() }),
      )
      .command(
        'sync',
        'Fetch what the archive does not have yet',
        (y) =>
          y
            .options(crawlOptions)
            .option('dry-run', {
              type: 'boolean',
              default: false,
              describe: 'Say what would be fetched, and fetch nothing',
            })
            .option('full', {
              type: 'boolean',
              default: false,
              describe: 'Read all lists, whatever Fleep says has changed',
            })
            .option('quiet', quietOption)
            .option('json', { type: 'boolean', default: false, describe: 'Print a summary of the run as JSON' })
            .check(checkCrawl),
        async (args) => {
          // An archive is for its owner's eyes: files 0600, folders 0700.
          process.umask(0o077);
          const { syncCommand } = await import('./commands/sync.js');
          done(await syncCommand({ ...crawlArguments(args), signal: interruption() }));
        },
      )
      .command(
        'watch',
        'Keep the archive up to date: fetch changes as they happen, until SIGTERM',
        (y) =>
          y
            .options(crawlOptions)
            .option('heartbeat', {
              type: 'string',
              requiresArg: true,
              describe: 'File that says every few seconds that it is alive',
            })
            .option('quiet', quietOption)
            .option('json', { type: 'boolean', default: false, describe: 'Print each event as a line of JSON' })
            .check(checkCrawl),
        async (args) => {
          process.umask(0o077);
          const { watchCommand } = await import('./commands/watch.js');
          done(await watchCommand({ ...crawlArguments(args), signal: interruption() }));
        },
      )
      .command(
        'import <file>',
        'Take over a history that Fleep or dumper.py wrote into a file',
        (y) =>
          y
            .positional('file', {
              type: 'string',
              demandOption: true,
              describe: 'The file: JSON, NDJSON, gzip of either, or a zip that holds one',
            })
            .option('archive', archiveOption)
            .option('files', {
              type: 'string',
              requiresArg: true,
              describe: 'Folder in which attachments are looked for, by hash or name',
            })
            .option('store', storeOption)
            .option('quiet', quietOption)
            .option('json', { type: 'boolean', default: false, describe: 'Print a summary of the run as JSON' }),
        async (args) => {
          process.umask(0o077);
          const { importCommand } = await import('./commands/import.js');
          done(await importCommand({ ...args, signal: interruption() }));
        },
      )
      .command(
        'rebuild',
        'Make the tables anew from the journal, without Fleep; with --store as another kind',
        (y) => y.option('archive', archiveOption).option('store', rebuildStoreOption).option('quiet', quietOption),
        async (args) => {
          process.umask(0o077);
          await (await import('./commands/rebuild.js')).rebuildCommand(args);
        },
      )
      .command(
        'render',
        'Make a static site of the archive, which opens from disk',
        (y) =>
          y
            .option('archive', archiveOption)
            .option('out', { type: 'string', demandOption: true, requiresArg: true, describe: 'Folder of the site' })
            .options(renderOptions)
            .option('quiet', quietOption),
        async (args) => (await import('./commands/render.js')).renderCommand(args),
      )
      .command(
        'report [names..]',
        'Run reports over the archive; without a name, list them',
        (y) =>
          y
            .positional('names', { type: 'string', array: true, describe: 'Names of reports' })
            .options(reportOptions)
            .check((args) => checkQuery(args) && requireWhole('min-group', args['min-group'], 0, 1_000_000)),
        async (args) => {
          const { reportCommand } = await import('./commands/report.js');
          const names = (args.names ?? []).map(String);
          const { timeLimit: timeLimitSeconds, memoryLimit } = args;
          await reportCommand({ ...args, names, params: args.param.map(String), timeLimitSeconds, memoryLimit });
        },
      )
      .command(
        'query [sql]',
        'Run one SELECT over the tables of the archive; without it, a shell',
        (y) =>
          y
            .positional('sql', { type: 'string', describe: 'The SELECT' })
            .option('archive', archiveOption)
            .option('format', reportOptions.format)
            .option('out', { type: 'string', requiresArg: true, describe: 'File that gets the rows' })
            .options(queryOptions)
            .check(checkQuery),
        async (args) => {
          const { queryCommand } = await import('./commands/query.js');
          const { param, timeLimit, memoryLimit } = args;
          done(await queryCommand({ ...args, params: param.map(String), timeLimitSeconds: timeLimit, memoryLimit }));
        },
      )
      .command(
        'search [query..]',
        'Search messages, files and titles, as the page of the site does',
        (y) =>
          y
            .positional('query', { type: 'string', array: true, describe: 'What to search for' })
            .options(searchOptions)
            .epilogue(
              'Put a query with quotation marks or brackets between single quotes, and one that begins with a dash behind "--": ' +
                'search --archive DIR -- \'-draft "pump valve" from:anna\'. The language: docs/search.md.',
            ),
        async (args) => {
          // An index that is made is as private as the archive.
          process.umask(0o077);
          const { searchCommand } = await import('./commands/search.js');
          // What stands behind "--" is no positional argument to yargs.
          await searchCommand({ ...args, words: [...(args.query ?? []), ...args._.slice(1)].map(String) });
        },
      )
      .command(
        'status',
        'What the archive holds, what is missing and why',
        (y) =>
          y
            .option('archive', archiveOption)
            .option('json', { type: 'boolean', default: false, describe: 'Print it as JSON' }),
        async (args) => done(await (await import('./commands/status.js')).statusCommand(args)),
      )
      .command(
        'api [method]',
        'Call one method of the service and print its JSON answer; --list lists the methods',
        (y) =>
          y
            .positional('method', { type: 'string', describe: 'Name of the method, or its path: conversation/sync' })
            .option('id', { type: 'string', requiresArg: true, describe: 'The id that the path ends in' })
            .option('param', { ...listOption, describe: 'A parameter, as name=value' })
            .option('json', { type: 'string', describe: 'Parameters as one JSON object; with --list, print JSON' })
            .option('file', { ...listOption, describe: 'A file to upload' })
            .option('server', serverOption)
            .option('account', accountOption)
            .option('paginate', { type: 'boolean', default: false, describe: 'Follow the cursor; one answer a line' })
            .option('allow-write', {
              type: 'boolean',
              default: false,
              describe: 'Send it even when it may change something at the service',
            })
            .option('list', { type: 'boolean', default: false, describe: 'List the methods instead' })
            .check((args) => requireUrl(args.server)),
        async (args) => {
          const { apiCommand } = await import('./commands/api.js');
          const { readCredentials, readPassword } = await import('./commands/credentials.js');
          const credentials = (only?: 'password') => (only === undefined ? readCredentials(args) : readPassword(args));
          const given = { param: args.param.map(String), file: args.file.map(String) };
          done(await apiCommand({ ...args, ...given, credentials, signal: interruption() }));
        },
      )
      .command(
        'emulator',
        'Start the practice server; prints {"url": …} and runs until SIGTERM',
        (y) =>
          y
            .options(emulatorOptions)
            .epilogue(
              'Worlds without a login of their own take archivist@example.org and the password "correct horse".',
            )
            .check(
              ({ port, batch, 'poll-timeout': pollTimeout }) =>
                requireWhole('port', port, 0, 65535) &&
                requireWhole('batch', batch, 1, 100_000) &&
                requireWhole('poll-timeout', pollTimeout, 1, 3600),
            ),
        async (args) => {
          const { emulatorCommand } = await import('./commands/emulator.js');
          await emulatorCommand({ ...args, variant: args.variant.map(String), signal: interruption() });
        },
      )
      .middleware([requireCommand, requireOnce, requireValues], true)
      .check(requireNoRest)
      // Words to search for are no numbers, even where they look like one.
      .parserConfiguration({ 'parse-positional-numbers': false, 'greedy-arrays': false })
      .strict()
      .version(version)
      .wrap(Math.min(100, process.stdout.columns ?? 100))
      .epilogue(
        'Exit codes: 0 complete · 1 unexpected · 2 usage · 3 finished with gaps · 4 verification failed · 5 sign-in · ' +
          '6 server, can be resumed · 7 no space · 10 no archive here · 11 locked · 130 interrupted, can be resumed',
      )
      .exitProcess(false)
      .fail((message, error) => {
        // yargs reports what is wrong with the arguments by a message, by a YError, or by both.
        if (error !== undefined && error.name !== 'YError') throw error;
        throw usageError(inOwnWords(message ?? error.message));
      })
  );
}

/** One sentence for what the user can mend; the whole trace for what only we can. */
function report(error: unknown): ExitCode {
  const known = error instanceof ArchiveError ? error : findSystemError(error);
  if (known !== undefined) {
    process.stderr.write(`fleep-archive: ${visibleText(known.message)}\n`);
    return known.exitCode;
  }
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`fleep-archive: unexpected failure (${reasonOf(error)}); please report this:\n${trace}\n`);
  return ExitCode.unexpected;
}

/** What goes wrong first is what the process ends with. */
function end(outcome: () => ExitCode): void {
  process.exitCode ||= outcome();
}

// A reader that closes the pipe early (head) is no failure; a full disk behind `>` is one.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') return;
  end(() => report(Object.assign(error, { path: 'Standard output' })));
  // What waits for a signal to end in good order ends now.
  process.emit('SIGTERM');
});

// What is told goes on without whoever listens, and so does the run.
process.stderr.on('error', () => {});

await main().then(
  (exitCode) => end(() => exitCode),
  (error) => end(() => report(error)),
);
