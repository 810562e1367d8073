// report: what a chart says of its axes, and names that each mean one row.
// Invariant: a bar shows the value of a row and never the sum of rows that happen to have the same name.
import type { TopLevelSpec } from 'vega-lite';

/** A channel of an encoding, as far as it is looked at here. */
interface Channel {
  readonly field?: unknown;
  readonly type?: unknown;
  readonly timeUnit?: unknown;
  readonly aggregate?: unknown;
  readonly bin?: unknown;
}

/** What a chart says of an axis; nothing when it is no single plot. */
export const axisOf = (chart: TopLevelSpec, name: 'x' | 'y'): Channel => channelsOf(chart)[name]?.[0] ?? {};

/** Whether the axis has one band for each name. */
export const hasNames = ({ type }: Channel): boolean => type === 'nominal' || type === 'ordinal';

/** By name; "detail" may be several. */
function channelsOf(chart: TopLevelSpec): Readonly<Record<string, readonly Channel[]>> {
  const encoding: unknown = 'encoding' in chart ? chart.encoding : undefined;
  if (typeof encoding !== 'object' || encoding === null) return {};
  const isChannel = (one: unknown): one is Channel => typeof one === 'object' && one !== null;
  return Object.fromEntries(Object.entries(encoding).map(([name, one]) => [name, [one].flat().filter(isChannel)]));
}

/** Channels that tell the parts of a bar, or bars of one name, from each other. */
const PARTING = ['x', 'y', 'color', 'fill', 'stroke', 'detail', 'xOffset', 'yOffset', 'row', 'column', 'facet'];

/** The place of a row among those of the same name. */
const PLACE = 'place_of_name';

/**
 * The chart with a name of its own for each of the rows that have the same one: "image.png", "image.png (2)". Vega stacks bars of one name.
 * Rows that differ in colour or the like are parts of one bar, and what the chart adds up itself stays added up. The tab before the
 * bracket, which is shown as a space, is in no name (visibleText), so none is made that another row has.
 */
export function withNamesApart(chart: TopLevelSpec): TopLevelSpec {
  const channels = channelsOf(chart);
  const names = [axisOf(chart, 'y'), axisOf(chart, 'x')].find(hasNames);
  const isCounted = Object.values(channels)
    .flat()
    .some(({ aggregate, bin }) => aggregate !== undefined || bin !== undefined);
  if (typeof names?.field !== 'string' || isCounted || !hasBands(chart)) return chart;
  const groupby = PARTING.flatMap((channel) => channels[channel] ?? []).flatMap(({ field, type }) =>
    typeof field === 'string' && type !== 'quantitative' ? [field] : [],
  );
  const name = `datum[${JSON.stringify(names.field)}]`;
  const apart = [
    { window: [{ op: 'row_number', as: PLACE }], groupby },
    { calculate: `datum.${PLACE} > 1 ? ${name} + '\\t(' + datum.${PLACE} + ')' : ${name}`, as: names.field },
  ];
  return { ...chart, transform: [...(chart.transform ?? []), ...apart] } as TopLevelSpec;
}

/** Whether marks fill the band of a name, which dots and cells do not: many of them may belong to one. */
function hasBands(chart: TopLevelSpec): boolean {
  const marks = 'layer' in chart ? chart.layer.map((one) => ('mark' in one ? one.mark : undefined)) : [];
  const own = 'mark' in chart ? [chart.mark] : marks;
  return own.some((mark) => ['bar', 'rule'].includes(typeof mark === 'object' ? mark.type : String(mark)));
}
