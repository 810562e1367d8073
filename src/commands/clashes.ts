// commands: what report, query and api refuse, since it means nothing beside something else that was given.
import type { ApiOptions } from './api.js';
import { queryLimits } from './options.js';
import type { QueryOptions } from './query.js';
import { type Given, refuse } from './refuse.js';
import type { ReportOptions } from './report.js';

export function checkReport(options: ReportOptions): void {
  const { names, all, list, describe, out, chart, format, queries } = options;
  const running = givenForRows(options);
  const isNamed = { 'The name of a report': names.length > 0 };
  if (list === true)
    refuse({ ...isNamed, '--all': all === true, '--describe': describe === true, ...running }, 'beside --list');
  if (all === true) refuse(isNamed, 'beside --all');
  else if (names.length === 0)
    refuse({ '--describe': describe === true, ...running }, 'without a report', 'name one, or say --all');
  if (describe === true) refuse({ '--format': format !== 'table', ...running }, 'beside --describe');
  if (out === undefined && chart !== undefined)
    refuse(
      { '--format': format !== 'table' },
      'beside --chart',
      'leave one of the two out, or name a folder with --out',
    );
  if (queries === undefined)
    refuse(givenLimits(options), 'without --queries', 'leave it out, since it is for reports of your own');
}

/** What only reports that run have a use for. */
const givenForRows = (options: ReportOptions): Given => ({
  '--out': options.out !== undefined,
  '--chart': options.chart !== undefined,
  '--format parquet': options.format === 'parquet',
  '--min-group': options.minGroup !== undefined,
  '--param': options.params.length > 0,
  ...givenLimits(options),
});

/** With its default an option was not given, or does no harm. */
const givenLimits = ({
  timeLimitSeconds = queryLimits['time-limit'].default,
  memoryLimit = queryLimits['memory-limit'].default,
}: ReportOptions): Given => ({
  '--time-limit': timeLimitSeconds !== queryLimits['time-limit'].default,
  '--memory-limit': memoryLimit !== queryLimits['memory-limit'].default,
});

/** For `query --schema`, which runs nothing. */
export const checkSchema = ({ sql, format, out, params }: QueryOptions): void =>
  refuse(
    {
      'A query': sql !== undefined,
      '--format': format !== 'table',
      '--out': out !== undefined,
      '--param': params.length > 0,
    },
    'beside --schema',
  );

/** For `api --list`, which sends nothing. */
export const checkApiList = ({ method, id, param, file, paginate, allowWrite }: ApiOptions): void =>
  refuse(
    {
      'The name of a method': method !== undefined,
      '--id': id !== undefined,
      '--param': param.length > 0,
      '--file': file.length > 0,
      '--paginate': paginate,
      '--allow-write': allowWrite,
    },
    'beside --list',
  );
