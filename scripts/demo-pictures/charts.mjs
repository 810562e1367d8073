// scripts/demo-pictures: charts and tables as people paste them into conversations.
import { circle, line, path, randomNumbers, rect, svg, text } from './draw.mjs';

const W = 860;
const H = 460;
const PLOT = { x: 70, y: 70, w: 750, h: 320 };
const COLORS = ['#2f8f5b', '#e0912f', '#3d74b8', '#b8493d', '#7a5ca8'];

/** Title, axes, grid lines with labels; `draw(scaleX, scaleY)` gives what is inside. */
function chart({ title, note, yMax, yUnit = '', yStep, xLabels, draw }) {
  const sx = (share) => PLOT.x + share * PLOT.w;
  const sy = (value) => PLOT.y + PLOT.h - (value / yMax) * PLOT.h;
  const rows = Array.from({ length: Math.floor(yMax / yStep) + 1 }, (_, i) => i * yStep);
  const grid = rows.map(
    (value) =>
      line(PLOT.x, sy(value), PLOT.x + PLOT.w, sy(value), '#e3e6e4') +
      text(PLOT.x - 10, sy(value) + 5, 13, `${value}${yUnit}`, '#66706a', 'text-anchor="end"'),
  );
  const labels = xLabels.map((label, i) =>
    text(sx((i + 0.5) / xLabels.length), PLOT.y + PLOT.h + 24, 13, label, '#66706a', 'text-anchor="middle"'),
  );
  return svg(
    W,
    H,
    `${rect(0, 0, W, H, '#fff')}${text(24, 36, 21, title, '#1f2a24', 'font-weight="bold"')}${grid.join('')}${labels.join('')}${draw(sx, sy)}${line(PLOT.x, PLOT.y + PLOT.h, PLOT.x + PLOT.w, PLOT.y + PLOT.h, '#7d8781', 1.5)}${text(24, H - 16, 13, note, '#8a938d')}`,
  );
}

const polyline = (points, color, width = 3) =>
  path(
    `M${points.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join('L')}`,
    'none',
    `stroke="${color}" stroke-width="${width}" stroke-linejoin="round"`,
  );

const legend = (names) =>
  names
    .map(
      (name, i) =>
        rect(PLOT.x + 20 + i * 150, 48, 14, 14, COLORS[i], 'rx="3"') +
        text(PLOT.x + 40 + i * 150, 60, 13, name, '#3b443f'),
    )
    .join('');

function battery() {
  const random = randomNumbers(4);
  return chart({
    title: 'Cell charge of 12 endurance units, one reading a minute',
    note: 'Lehtla firmware lab. Freezer unit dashed. 10 years of readings at the normal rate.',
    yMax: 100,
    yUnit: ' %',
    yStep: 20,
    xLabels: ['Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug'],
    draw: (sx, sy) =>
      Array.from({ length: 12 }, (_, unit) => {
        const end = unit === 0 ? 61 : random(68, 76);
        const points = Array.from({ length: 40 }, (_, i) => [
          sx(i / 39),
          sy(100 - (100 - end) * (i / 39) ** 0.92 + random(-0.7, 0.7)),
        ]);
        return `<g ${unit === 0 ? 'stroke-dasharray="7 5"' : 'opacity=".75"'}>${polyline(points, unit === 0 ? COLORS[2] : COLORS[0], 2.4)}</g>`;
      }).join(''),
  });
}

function ingest() {
  const random = randomNumbers(9);
  return chart({
    title: 'Canopy: readings stored per minute, 14 November 2023',
    note: 'Tallinn time. 05:31 disk full, 07:19 stored again, 10:05 backlog empty.',
    yMax: 100,
    yUnit: 'k',
    yStep: 20,
    xLabels: ['04', '05', '06', '07', '08', '09', '10', '11'],
    draw: (sx, sy) => {
      const value = (h) =>
        h < 5.52
          ? 12 + random(-1, 1)
          : h < 7.32
            ? 0
            : h < 10.08
              ? 82 - (h - 7.3) * 12 + random(-5, 5)
              : 12.6 + random(-1, 1);
      const points = Array.from({ length: 240 }, (_, i) => [sx(i / 239), sy(Math.max(0, value(4 + (i / 239) * 8)))]);
      return (
        rect(sx(1.52 / 8), PLOT.y, sx(3.32 / 8) - sx(1.52 / 8), PLOT.h, '#fde5e1') +
        text(sx(1.7 / 8), PLOT.y + 24, 15, 'nothing stored', '#b8493d') +
        polyline(points, COLORS[0], 2.4)
      );
    },
  });
}

function bars({ title, note, yMax, yUnit, yStep, xLabels, series, names }) {
  return chart({
    title,
    note,
    yMax,
    yUnit,
    yStep,
    xLabels,
    draw: (sx, sy) =>
      legend(names) +
      xLabels
        .map((_, i) => {
          let top = 0;
          return series
            .map((values, s) => {
              const bottom = sy(top);
              top += values[i];
              return rect(
                sx((i + 0.18) / xLabels.length),
                sy(top),
                (PLOT.w / xLabels.length) * 0.64,
                bottom - sy(top),
                COLORS[s],
              );
            })
            .join('');
        })
        .join(''),
  });
}

const support = () =>
  bars({
    title: 'Support: tickets a month, by subject',
    note: 'Export of the queue, 2 January 2024.',
    yMax: 200,
    yUnit: '',
    yStep: 50,
    xLabels: 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' '),
    names: ['pairing', 'battery', 'graphs', 'other'],
    series: [
      [22, 24, 30, 41, 38, 33, 21, 24, 72, 61, 40, 30],
      [14, 12, 20, 22, 26, 24, 20, 18, 16, 15, 14, 12],
      [8, 9, 12, 14, 12, 15, 11, 9, 24, 22, 61, 18],
      [10, 11, 14, 12, 13, 14, 9, 12, 20, 18, 16, 14],
    ],
  });

const revenue = () =>
  bars({
    title: 'Revenue by region, thousand euro',
    note: 'Quarterly planning, October 2024. Q4 is the plan.',
    yMax: 500,
    yUnit: '',
    yStep: 100,
    xLabels: ['Q1 23', 'Q2 23', 'Q3 23', 'Q4 23', 'Q1 24', 'Q2 24', 'Q3 24', 'Q4 24'],
    names: ['DACH', 'Baltics', 'Japan', 'Iberia', 'Levant'],
    series: [
      [41, 62, 88, 96, 104, 133, 121, 150],
      [38, 40, 52, 47, 49, 56, 54, 60],
      [20, 26, 58, 66, 71, 84, 92, 110],
      [6, 9, 38, 41, 44, 62, 70, 82],
      [12, 14, 19, 22, 23, 30, 33, 40],
    ],
  });

function range() {
  const random = randomNumbers(15);
  return chart({
    title: 'Signal by distance, 868 MHz, antenna flat and upright',
    note: 'Karula, June 2023, 214 packets each. Below −123 dBm packets are lost.',
    yMax: 60,
    yUnit: '',
    yStep: 20,
    xLabels: ['0.5 km', '1', '1.5', '2', '2.5', '3', '3.5', '4'],
    draw: (sx, sy) =>
      legend(['flat', 'upright']) +
      [0, 1]
        .map((set) =>
          Array.from({ length: 90 }, () => {
            const d = random(0.02, 1);
            return circle(
              sx(d),
              sy(Math.max(1, 52 - 40 * d ** 0.6 + set * 6 + random(-6, 6))),
              4,
              COLORS[set],
              'opacity=".7"',
            );
          }).join(''),
        )
        .join('') +
      line(sx(0), sy(9), sx(1), sy(9), COLORS[3], 2, 'stroke-dasharray="8 6"') +
      text(sx(0.7), sy(9) - 8, 13, 'margin 9 dB over noise', COLORS[3]),
  });
}

function thermal() {
  const random = randomNumbers(28);
  const color = (heat) => `hsl(${250 - heat * 250} 85% ${28 + heat * 34}%)`;
  const cells = Array.from({ length: 40 * 26 }, (_, i) => {
    const x = i % 40;
    const y = Math.floor(i / 40);
    const spot =
      Math.exp(-((x - 27) ** 2 + (y - 9) ** 2) / 40) + 0.55 * Math.exp(-((x - 11) ** 2 + (y - 17) ** 2) / 60);
    return rect(x * 16, y * 16, 16.4, 16.4, color(Math.min(1, 0.12 + spot + random(0, 0.05))));
  });
  const scale = Array.from({ length: 40 }, (_, i) => rect(672, 30 + i * 9, 24, 9.4, color(1 - i / 40)));
  return svg(
    760,
    416,
    `${rect(0, 0, 760, 416, '#14161c')}${cells.join('')}${scale.join('')}${text(704, 42, 14, '41 °C', '#fff')}${text(704, 390, 14, '19 °C', '#fff')}${path('M412 152h40M432 132v40', 'none', 'stroke="#fff" stroke-width="2"')}${text(458, 146, 15, '40.2', '#fff')}`,
  );
}

function league() {
  const rows = [
    ['1', 'Maya', '14 P', '+9'],
    ['2', 'Rasmus’s mother', '13 P', '+7'],
    ['3', 'João', '12 P', '+6'],
    ['4', 'Jonas', '11 P', '+2'],
    ['5', 'Haruto', '9 P', '0'],
    ['6', 'Inês', '9 P', '−1'],
    ['7', 'Omar', '8 P', '−3'],
    ['8', 'Liisa’s coin', '7 P', '−4'],
    ['9', 'Tom', '3 P', '−11'],
  ];
  const body = rows.map(([place, name, points, diff], i) => {
    const y = 92 + i * 36;
    return (
      rect(24, y - 24, 472, 36, i % 2 ? '#f4f8f5' : '#fff') +
      text(40, y, 17, place, i === 0 ? '#b8860b' : '#889', 'font-weight="bold"') +
      text(84, y, 17, name) +
      text(360, y, 17, points, '#1f4d33', 'font-weight="bold"') +
      text(440, y, 17, diff, '#778')
    );
  });
  return svg(
    520,
    430,
    `${rect(0, 0, 520, 430, '#fff')}${text(24, 40, 22, 'Euro 2024, after the quarter-finals', '#1f2a24', 'font-weight="bold"')}${body.join('')}`,
  );
}

export const charts = [
  ['chart-battery.png', W, H, battery],
  ['chart-ingest-outage.png', W, H, ingest],
  ['chart-support-2023.png', W, H, support],
  ['chart-revenue.png', W, H, revenue],
  ['chart-range.png', W, H, range],
  ['thermal-chamber.png', 760, 416, thermal],
  ['football-table.png', 520, 430, league],
].map(([name, width, height, draw]) => ({ name, width, height, markup: draw() }));
