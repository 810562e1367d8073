// scripts/demo-pictures: screenshots of the products, and the pictures of link previews.
import { circle, gradient, leaf, line, path, randomNumbers, rect, svg, text } from './draw.mjs';

const wave = (x, y, w, amplitude, seed, color) => {
  const random = randomNumbers(seed);
  const points = Array.from(
    { length: 48 },
    (_, i) =>
      `${(x + (i / 47) * w).toFixed(1)} ${(y - Math.sin(i / 5 + seed) * amplitude - random(0, amplitude * 0.5)).toFixed(1)}`,
  );
  return path(`M${points.join('L')}`, 'none', `stroke="${color}" stroke-width="2.5"`);
};

const windowFrame = (width, height, title, body) =>
  svg(
    width,
    height,
    `${rect(0, 0, width, height, '#eef2ee')}${rect(0, 0, width, 44, '#1f4d33')}${leaf(18, 32, 26, -46, '#b9dcbc')}${text(50, 29, 17, 'Canopy', '#fff', 'font-weight="bold"')}${text(140, 29, 15, title, '#b9dcbc')}${body}`,
  );
const card = (x, y, w, h) => rect(x, y, w, h, '#fff', 'rx="10" stroke="#dbe3dc"');

function dashboard() {
  const tiles = [
    ['House 3', '21.4 °C', '63 %', '#2f8f5b'],
    ['House 5', '22.8 °C', '71 %', '#2f8f5b'],
    ['Seedlings', '18.1 °C', '84 %', '#e0912f'],
    ['Cold store', '3.2 °C', '58 %', '#2f8f5b'],
  ]
    .map(
      ([name, t, h, c], i) =>
        card(24 + i * 222, 64, 206, 96) +
        circle(210 + i * 222, 86, 7, c) +
        text(40 + i * 222, 92, 15, name, '#445') +
        text(40 + i * 222, 128, 25, t, '#1f2a24', 'font-weight="bold"') +
        text(140 + i * 222, 128, 18, h, '#667'),
    )
    .join('');
  const rows = ['Nr. 12', 'Nr. 13', 'Nr. 14', 'Nr. 15']
    .map(
      (name, i) =>
        text(680, 236 + i * 52, 15, name, '#445') +
        wave(740, 240 + i * 52, 140, 9, i + 2, i === 2 ? '#b8493d' : '#3d74b8'),
    )
    .join('');
  return windowFrame(
    920,
    480,
    'Gärtnerei Brandt',
    `${tiles}${card(24, 178, 620, 278)}${text(44, 206, 16, 'Leaf wetness, last 24 h', '#1f2a24', 'font-weight="bold"')}${[0, 1, 2, 3].map((i) => line(44, 250 + i * 50, 624, 250 + i * 50, '#e8ece9')).join('')}${wave(44, 380, 580, 60, 3, '#2f8f5b')}${wave(44, 410, 580, 30, 8, '#e0912f')}${card(660, 178, 236, 278)}${rows}`,
  );
}

function pairing() {
  const phone = (x, title, body) =>
    rect(x, 20, 220, 440, '#15191c', 'rx="30"') +
    rect(x + 10, 32, 200, 416, '#f7f8f4', 'rx="22"') +
    text(x + 110, 78, 18, title, '#1f2a24', 'text-anchor="middle" font-weight="bold"') +
    body;
  const steps =
    [30, 50, 70].map((r) => circle(154, 220, r, 'none', 'stroke="#2f8f5b" stroke-width="3" opacity=".45"')).join('') +
    circle(154, 220, 16, '#2f8f5b') +
    text(154, 350, 15, 'Hold the button', '#445', 'text-anchor="middle"') +
    rect(64, 384, 180, 44, '#c9ced0', 'rx="22"') +
    text(154, 412, 16, 'Start', '#8b9296', 'text-anchor="middle"');
  const done =
    circle(424, 220, 58, '#2f8f5b') +
    path('M396 220l20 22l36 -44', 'none', 'stroke="#fff" stroke-width="9" stroke-linecap="round"') +
    text(424, 330, 17, 'Paired in 6.4 s', '#1f4d33', 'text-anchor="middle" font-weight="bold"') +
    rect(334, 384, 180, 44, '#2f8f5b', 'rx="22"') +
    text(424, 412, 16, 'Name it', '#fff', 'text-anchor="middle"');
  return svg(
    580,
    480,
    `${rect(0, 0, 580, 480, '#dfe9e0')}${phone(44, 'Add a Sprig', steps)}${phone(314, 'Done', done)}`,
  );
}

function status() {
  const days = Array.from({ length: 60 }, (_, i) =>
    rect(40 + i * 11, 0, 8, 34, i === 38 ? '#b8493d' : i === 39 ? '#e0912f' : '#6fbf8b', 'rx="2"'),
  ).join('');
  const row = (y, name) =>
    `<g transform="translate(0 ${y})">${text(40, -10, 16, name, '#1f2a24', 'font-weight="bold"')}${days}${text(640, -10, 14, 'works', '#2f8f5b')}</g>`;
  return svg(
    740,
    400,
    `${rect(0, 0, 740, 400, '#fff')}${rect(0, 0, 740, 70, '#2f8f5b')}${text(40, 45, 24, 'Everything works', '#fff', 'font-weight="bold"')}${row(130, 'Readings and graphs')}${row(220, 'Alarms by telephone')}${row(310, 'Shop')}${text(40, 378, 13, 'Changed by Liisa, 5 December 2023, 09:28', '#8a938d')}`,
  );
}

function hebrew() {
  const field = (y, label, value) =>
    text(560, y, 16, label, '#445', 'text-anchor="start" direction="rtl"') +
    rect(40, y + 12, 520, 42, '#fff', 'rx="8" stroke="#cfd8d1"') +
    text(544, y + 39, 17, value, '#1f2a24', 'text-anchor="start" direction="rtl"');
  return svg(
    600,
    420,
    `${rect(0, 0, 600, 420, '#eef2ee')}${rect(0, 0, 600, 52, '#1f4d33')}<g font-family="DejaVu Sans">${text(560, 34, 18, 'הגדרות חממה', '#fff', 'text-anchor="start" direction="rtl"')}${field(92, 'שם החממה', 'חממה 2 – עגבניות')}${field(180, 'התראת כפור', '2°C')}${field(268, 'טלפון להתראות', '04-555-0199')}${rect(40, 350, 150, 46, '#2f8f5b', 'rx="23"')}${text(115, 380, 18, 'שמירה', '#fff', 'text-anchor="middle"')}</g>`,
  );
}

function errorScreen() {
  return windowFrame(
    760,
    360,
    'Export',
    `${card(180, 90, 400, 200)}${circle(240, 150, 26, '#fde5e1')}${text(232, 160, 30, '!', '#b8493d', 'font-weight="bold"')}${text(284, 146, 19, 'The export could not start', '#1f2a24', 'font-weight="bold"')}${text(284, 174, 15, 'Error: undefined is not a date', '#667')}${rect(400, 226, 80, 38, '#e8ece9', 'rx="19"')}${text(420, 250, 15, 'Close', '#445')}${rect(490, 226, 70, 38, '#2f8f5b', 'rx="19"')}${text(504, 250, 15, 'Retry', '#fff')}`,
  );
}

function terminal() {
  const rows = [
    ['$ ./flash.sh TR-0113', '#9fe8b0'],
    ['erase   ####################  64/64', '#d5dad7'],
    ['write   ####################  512 kB', '#d5dad7'],
    ['verify  ################....  81 %', '#d5dad7'],
    ['FAIL at 0x0006a000: read ff, want 3c', '#ff8f80'],
    ['$ # same block as yesterday', '#8a938d'],
  ];
  return svg(
    700,
    260,
    `${rect(0, 0, 700, 260, '#12181a', 'rx="8"')}${['#ff5f56', '#ffbd2e', '#27c93f'].map((c, i) => circle(24 + i * 22, 22, 7, c)).join('')}${rows.map(([row, c], i) => text(22, 70 + i * 32, 17, row, c, 'font-family="DejaVu Sans Mono, monospace" xml:space="preserve"')).join('')}`,
  );
}

const preview = (title, sub, from, to, art) =>
  svg(
    575,
    300,
    `${rect(0, 0, 575, 300, 'url(#pv)')}${art}${text(32, 232, 32, title, '#fff', 'font-weight="bold"')}${text(32, 266, 18, sub, '#fff', 'opacity=".85"')}`,
    gradient(
      'pv',
      [
        [0, from],
        [1, to],
      ],
      50,
    ),
  );

export const screens = [
  ['screen-dashboard.png', 920, 480, dashboard],
  ['screen-pairing.png', 580, 480, pairing],
  ['screen-status.png', 740, 400, status],
  ['screen-hebrew.png', 600, 420, hebrew],
  ['screen-export-error.png', 760, 360, errorScreen],
  ['screen-terminal.png', 700, 260, terminal],
  [
    'preview-fair.jpg',
    575,
    300,
    () =>
      preview(
        'GrünTech Essen',
        '23 to 26 January 2024',
        '#274b7a',
        '#7a2e5a',
        [0, 1, 2, 3, 4, 5]
          .map((i) => rect(40 + i * 90, 40 + (i % 3) * 18, 70, 110, 'rgba(255,255,255,.14)', 'rx="8"'))
          .join(''),
      ),
  ],
  [
    'preview-radio.jpg',
    575,
    300,
    () =>
      preview(
        'Why upright antennas win',
        'A field test with 214 packets',
        '#1f4d33',
        '#0f7a8a',
        [40, 70, 100, 130]
          .map((r) => circle(430, 130, r, 'none', 'stroke="rgba(255,255,255,.35)" stroke-width="4"'))
          .join('') + rect(426, 60, 8, 140, '#fff'),
      ),
  ],
  [
    'preview-trail.jpg',
    575,
    300,
    () =>
      preview(
        'Viru bog by bike',
        '28 km · easy · bring a cake',
        '#c2702c',
        '#5b3a1e',
        path('M0 170Q140 90 280 150T575 110V300H0Z', 'rgba(255,255,255,.14)') +
          path('M0 210Q160 140 300 190T575 160V300H0Z', 'rgba(0,0,0,.14)'),
      ),
  ],
].map(([name, width, height, draw]) => ({ name, width, height, markup: draw() }));
