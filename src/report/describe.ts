// report: the reports in words, for docs/reports.md and for `report NAME --describe`.
// Invariant: everything comes from the headers of the files, so the document cannot say what the reports do not do.
import { escapeMarkdown } from '../lib/format/markdown.js';
import type { Report } from './catalog.js';
import type { Parameter } from './parameters.js';

/** All reports as Markdown sections of the third level. */
export const describeCatalog = (catalog: readonly Report[]): string => catalog.map(describeReport).join('\n');

/** The same for one report, with its SQL. */
export const describeWithSql = (report: Report): string =>
  `${describeReport(report)}\n\`\`\`sql\n${report.sql}\n\`\`\`\n`;

function describeReport(report: Report): string {
  const parts = [
    `### ${report.name}`,
    `**${escapeMarkdown(report.title)}.** ${escapeMarkdown(report.question)}`,
    escapeMarkdown(report.description),
    list(report.columns.map(({ name, meaning }) => `\`${name}\`: ${escapeMarkdown(meaning)}`)),
    report.parameters.length === 0 ? '' : `Parameters:\n\n${list(report.parameters.map(describeParameter))}`,
    ...report.caveats.map((caveat) => `*Beware:* ${escapeMarkdown(caveat)}`),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

const list = (lines: readonly string[]): string => lines.map((line) => `- ${line}`).join('\n');

function describeParameter({ name, type, defaultText, meaning }: Parameter): string {
  const standard = defaultText === undefined ? 'optional' : `default \`${defaultText}\``;
  return `\`${name}\` (${type}, ${standard}): ${escapeMarkdown(meaning)}`;
}
