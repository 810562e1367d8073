// Parameters with which every report has something to tell of a small archive: single persons, and silence of any length.
import type { Report } from '../../src/report/catalog.js';

const TELLING: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'quiet-conversations': { days: '0' },
  leavers: { days: '0' },
};

export function tellingParameters(report: Report): Record<string, string> {
  const single = report.parameters.some(({ name }) => name === 'min_group') ? { min_group: '1' } : {};
  return { ...single, ...TELLING[report.name] };
}
