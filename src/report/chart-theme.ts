// report: how charts look: colours that the colour-blind can tell apart, the reader's own font, no background.
// Invariant: a theme changes colours only, so the light and the dark drawing of a chart show the same thing.
import type { Config } from 'vega-lite';

export type ChartTheme = 'light' | 'dark';

interface Colours {
  readonly text: string;
  readonly faint: string;
  readonly grid: string;
  /** Series, in the order in which they are taken. */
  readonly series: readonly string[];
  /** From none to most. */
  readonly ramp: readonly string[];
  readonly accent: string;
}

// The series are Okabe and Ito's colours, the ones with enough contrast to each background.
const COLOURS: Record<ChartTheme, Colours> = {
  light: {
    text: '#2b2f36',
    faint: '#5b626d',
    grid: '#dfe3e8',
    series: ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#b58900', '#56b4e9'],
    ramp: ['#f0f4f8', '#9ec5e3', '#3d8ec4', '#004b7a'],
    accent: '#d55e00',
  },
  dark: {
    text: '#e4e7eb',
    faint: '#aab1bb',
    grid: '#3a4049',
    series: ['#56b4e9', '#e69f00', '#2cc295', '#e39bc3', '#f0e442', '#f2824a'],
    ramp: ['#232a33', '#2f5f80', '#4a9bcc', '#b5e0fa'],
    accent: '#e69f00',
  },
};

/** Each light colour's dark counterpart. */
const DARK_FOR_LIGHT = new Map(flatten(COLOURS.light).map((colour, index) => [colour, flatten(COLOURS.dark)[index]]));

const NO_COLOUR = /^(?:none|transparent|url\(#\w+\))$/;

/**
 * The dark drawing of a chart from its light one, which is cheaper than to draw it again. Undefined when the drawing has a colour
 * that is not the theme's own, such as a shade between two of the ramp.
 */
export function darken(svgLight: string): string | undefined {
  let isKnown = true;
  // Text is escaped, so < begins a tag and nothing else does; within one, quotation marks of values are escaped.
  const svg = svgLight.replace(/<[^>]*>/g, (tag) =>
    tag.replace(/ (fill|stroke|stop-color)="([^"]*)"/g, (whole, name: string, colour: string) => {
      if (NO_COLOUR.test(colour)) return whole;
      const dark = DARK_FOR_LIGHT.get(colour);
      isKnown &&= dark !== undefined;
      return ` ${name}="${dark}"`;
    }),
  );
  return isKnown ? svg : undefined;
}

function flatten({ series, ramp, ...single }: Colours): string[] {
  return [...Object.values(single), ...series, ...ramp];
}

const FONT = 'system-ui, sans-serif';
/** Pixels: a longer name is cut, with an ellipsis. */
const LABEL_LIMIT = 200;

/** The Vega-Lite configuration of a theme. */
export function chartConfig(theme: ChartTheme): Config {
  const colours = COLOURS[theme];
  const words = { labelColor: colours.faint, titleColor: colours.text, labelFontSize: 12, titleFontSize: 12 };
  return {
    background: 'transparent',
    font: FONT,
    view: { stroke: null },
    axis: {
      ...words,
      labelLimit: LABEL_LIMIT,
      titleFontWeight: 'normal',
      titlePadding: 10,
      domainColor: colours.grid,
      tickColor: colours.grid,
      gridColor: colours.grid,
    },
    axisBand: { grid: false },
    axisTemporal: { grid: false },
    axisQuantitative: { tickCount: 6, tickMinStep: 1, domain: false, ticks: false, labelPadding: 6 },
    scale: { barBandPaddingInner: 0.25, rectBandPaddingInner: 0.06 },
    legend: { ...words, titleFontWeight: 'normal', symbolType: 'square', labelLimit: LABEL_LIMIT, orient: 'top' },
    range: { category: [...colours.series], heatmap: [...colours.ramp], ramp: [...colours.ramp] },
    mark: { color: colours.series[0] ?? colours.text },
    point: { color: colours.accent },
    rule: { color: colours.series[0] ?? colours.text },
    text: { color: colours.faint, fontSize: 13 },
  };
}
