// scripts/demo-pictures: floor plans, maps, wiring, labels and colours.
import { circle, leaf, path, randomNumbers, rect, svg, text } from './draw.mjs';

const wall = (x, y, w, h) => rect(x, y, w, h, '#fdfcf8', 'stroke="#2c3530" stroke-width="6"');
const room = (x, y, w, h, name, area) =>
  `${wall(x, y, w, h)}${text(x + w / 2, y + h / 2, 19, name, '#2c3530', 'text-anchor="middle" font-weight="bold"')}${text(x + w / 2, y + h / 2 + 24, 15, area, '#7a857e', 'text-anchor="middle"')}`;
const door = (x, y, r, turn) =>
  `<g transform="translate(${x} ${y}) rotate(${turn})">${rect(-2, -4, r + 4, 8, '#fdfcf8')}${path(`M0 0L0 ${-r}A${r} ${r} 0 0 1 ${r} 0`, 'none', 'stroke="#7a857e" stroke-width="2"')}</g>`;
const desk = (x, y) => rect(x, y, 54, 28, '#e3d2b3', 'stroke="#9c8660" rx="3"') + circle(x + 27, y + 42, 10, '#9fb8a8');

function tallinn() {
  const desks = [0, 1, 2].map((i) => desk(80 + i * 84, 96) + desk(80 + i * 84, 176)).join('');
  return svg(
    900,
    600,
    `${rect(0, 0, 900, 600, '#eef1ec')}${room(40, 60, 330, 220, '', '')}${text(205, 250, 17, 'Tugi ja disain · 38 m²', '#2c3530', 'text-anchor="middle" font-weight="bold"')}${desks}${room(370, 60, 220, 220, 'Köök', '24 m²')}${room(590, 60, 270, 220, 'Koosolek', '26 m²')}${room(40, 280, 550, 260, 'Töökoda', '74 m²')}${room(590, 280, 270, 150, 'Ladu', '30 m²')}${room(590, 430, 270, 110, 'Sissepääs', '14 m²')}${door(330, 280, 40, 0)}${door(420, 280, 40, 0)}${door(640, 280, 40, 0)}${door(590, 350, 40, 90)}${door(860, 470, 44, 90)}${rect(80, 330, 120, 40, '#cfd9d2', 'stroke="#8b9b91"')}${rect(80, 470, 200, 40, '#cfd9d2', 'stroke="#8b9b91"')}${text(94, 356, 14, 'jootmine', '#5c6a62')}${text(100, 496, 14, 'kliimakamber', '#5c6a62')}${circle(728, 170, 44, '#e3d2b3', 'stroke="#9c8660"')}${leaf(840, 300, 40, 100, '#4f9440')}${text(40, 40, 22, 'Telliskivi, 2. korrus: variant B', '#1f2a24', 'font-weight="bold"')}${text(40, 580, 14, '1 : 100 · mõõdud orienteeruvad · R. Kask 02/2024', '#7a857e')}`,
  );
}

function tallinnA() {
  return svg(
    900,
    560,
    `${rect(0, 0, 900, 560, '#eef1ec')}${room(40, 60, 200, 220, 'Tugi', '22 m²')}${room(240, 60, 200, 220, 'Disain', '22 m²')}${room(440, 60, 180, 220, 'Köök', '18 m²')}${room(620, 60, 240, 220, 'Kadri', '20 m²')}${room(40, 280, 400, 220, 'Töökoda', '52 m²')}${room(440, 280, 420, 220, 'Ladu ja sissepääs', '60 m²')}${door(120, 280, 40, 0)}${door(320, 280, 40, 0)}${door(500, 280, 40, 0)}${door(700, 280, 40, 0)}${door(440, 380, 40, 90)}${text(40, 40, 22, 'Telliskivi, 2. korrus: variant A', '#1f2a24', 'font-weight="bold"')}${path('M640 90L840 250M840 90L640 250', 'none', 'stroke="#c0392b" stroke-width="7" opacity=".7"')}${text(40, 540, 14, 'Kadri: "ma ei vaja tuba"', '#c0392b', 'font-style="italic"')}`,
  );
}

function osaka() {
  return svg(
    760,
    520,
    `${rect(0, 0, 760, 520, '#f3f1ea')}${room(40, 60, 380, 240, '1', '31 m²')}${room(420, 60, 300, 240, '2', '22 m²')}${room(40, 300, 240, 170, '3', '14 m²')}${room(280, 300, 440, 170, '4', '40 m²')}${door(360, 300, 40, 0)}${door(420, 180, 40, 90)}${door(560, 470, 44, 0)}${desk(80, 110)}${desk(180, 110)}${text(40, 40, 20, 'Esaka 3F', '#1f2a24', 'font-weight="bold"')}${text(180, 40, 15, '1 office · 2 meeting · 3 kitchen · 4 storage', '#7a857e')}${path('M640 480v20m-8 -8l8 10l8 -10', 'none', 'stroke="#c0392b" stroke-width="3"')}`,
  );
}

function map() {
  const random = randomNumbers(44);
  const lakes = [
    [150, 120, 70, 40],
    [640, 380, 100, 56],
    [420, 60, 54, 28],
    [250, 420, 60, 34],
  ]
    .map(([x, y, a, b]) => `<ellipse cx="${x}" cy="${y}" rx="${a}" ry="${b}" fill="#a9d3ea" stroke="#7fb4d3"/>`)
    .join('');
  const woods = Array.from({ length: 240 }, () => {
    const x = random(0, 860);
    const y = random(0, 520);
    return Math.hypot(x - 430, y - 270) < 90 ? '' : path(`M${x} ${y}l6 14h-12Z`, '#8fb98a', 'opacity=".8"');
  }).join('');
  const roads =
    path('M0 330Q260 250 430 270T860 150', 'none', 'stroke="#fff" stroke-width="11"') +
    path('M430 270Q470 400 420 520', 'none', 'stroke="#fff" stroke-width="7"');
  const rings = [1, 2, 3, 4]
    .map(
      (km) =>
        circle(430, 270, km * 62, 'none', `stroke="#3d74b8" stroke-width="2" stroke-dasharray="6 5" opacity=".8"`) +
        text(434 + km * 62, 266, 13, `${km} km`, '#3d74b8'),
    )
    .join('');
  const points = Array.from({ length: 34 }, () => {
    const d = random(20, 250);
    const a = random(0, 6.28);
    return circle(
      430 + d * Math.cos(a),
      270 + d * Math.sin(a) * 0.9,
      7,
      d < 150 ? '#2f8f5b' : d < 210 ? '#e0912f' : '#c0392b',
      'stroke="#fff" stroke-width="2"',
    );
  }).join('');
  return svg(
    860,
    520,
    `${rect(0, 0, 860, 520, '#d9ead0')}${woods}${lakes}${roads}${rings}${points}${path('M430 232l14 38h-28Z', '#1f2a24')}${circle(430, 270, 8, '#1f2a24')}${rect(16, 440, 232, 66, '#fff', 'rx="8" opacity=".92"')}${circle(36, 462, 7, '#2f8f5b')}${text(52, 467, 13, 'every packet')}${circle(150, 462, 7, '#e0912f')}${text(166, 467, 13, '> 80 %')}${circle(36, 488, 7, '#c0392b')}${text(52, 493, 13, 'lost')}${text(110, 493, 13, 'gateway at 9 m', '#778')}`,
  );
}

function wiring() {
  const pin = (x, y, label, color) => circle(x, y, 6, color) + text(x + 14, y + 5, 14, label);
  return svg(
    760,
    420,
    `${rect(0, 0, 760, 420, '#fbfaf5')}${text(28, 40, 21, 'Sprig 2 → relay box, external supply', '#1f2a24', 'font-weight="bold"')}${rect(60, 90, 190, 250, '#e9f3ec', 'stroke="#2f8f5b" stroke-width="3" rx="14"')}${text(110, 124, 18, 'Sprig 2', '#2f6f4f', 'font-weight="bold"')}${rect(500, 90, 200, 250, '#eef2f8', 'stroke="#3d74b8" stroke-width="3" rx="14"')}${text(552, 124, 18, 'Relay box', '#2c568c', 'font-weight="bold"')}${[
      ['GND', '#333', 170],
      ['3V3', '#c0392b', 215],
      ['DATA', '#e0b02f', 260],
      ['WAKE', '#3d74b8', 305],
    ]
      .map(
        ([label, color, y]) =>
          pin(180, y, '', color) +
          text(100, y + 5, 14, label) +
          path(`M186 ${y}C320 ${y} 380 ${y + 10} 514 ${y}`, 'none', `stroke="${color}" stroke-width="4"`) +
          pin(520, y, label, color),
      )
      .join(
        '',
      )}${text(300, 380, 15, 'max. 3 m, shielded', '#8a938d')}${path('M350 212l-10 -30h40l-10 30', 'none', 'stroke="#c0392b" stroke-width="2"')}${text(322, 172, 14, '100 nF here!', '#c0392b')}`,
  );
}

function label() {
  const bars = Array.from({ length: 46 }, (_, i) => rect(470 + i * 5, 60, [2, 3, 1, 4][(i * 7) % 4], 66, '#111')).join(
    '',
  );
  return svg(
    760,
    190,
    `${rect(0, 0, 760, 190, '#e9e6dc')}${rect(20, 20, 720, 150, '#fff', 'rx="10" stroke="#bbb"')}${leaf(48, 112, 70, -48, '#2f8f5b')}${text(130, 84, 36, 'Sprig 2', '#1f4d33', 'font-weight="bold"')}${text(130, 116, 16, 'Soil · air · leaf   868 / 920 MHz   2 × AA   IP67', '#445')}${text(130, 146, 18, 'R 201-230614   CE   UKCA', '#111', 'font-weight="bold"')}${bars}${text(500, 150, 16, '4 745010 203017', '#111')}${rect(120, 126, 150, 26, 'none', 'stroke="#c0392b" stroke-width="2"')}${text(278, 146, 14, '3.2 mm', '#c0392b')}`,
  );
}

function palette() {
  const colors = [
    ['#1f4d33', 'Pine'],
    ['#2f8f5b', 'Leaf'],
    ['#b9dcbc', 'Mist'],
    ['#f3f1e7', 'Bone'],
    ['#e0912f', 'Rust'],
    ['#b8493d', 'Alarm'],
  ];
  return svg(
    760,
    260,
    `${rect(0, 0, 760, 260, '#fff')}${colors.map(([c, n], i) => rect(24 + i * 120, 30, 110, 130, c, 'rx="12"') + text(30 + i * 120, 188, 17, n, '#223', 'font-weight="bold"') + text(30 + i * 120, 212, 14, c, '#778')).join('')}${text(24, 246, 13, 'Alarm on Bone: 4.9 : 1. Leaf on white: 4.0 : 1, only for large text.', '#778')}`,
  );
}

function logos() {
  const mark = (x, y, fill, back) =>
    rect(x, y, 210, 130, back, 'rx="14"') +
    leaf(x + 30, y + 88, 62, -46, fill) +
    text(x + 88, y + 82, 34, 'Lehtla', fill, 'font-weight="bold"');
  return svg(
    720,
    330,
    `${rect(0, 0, 720, 330, '#f6f6f3')}${mark(24, 24, '#2f8f5b', '#fff')}${mark(254, 24, '#fff', '#2f8f5b')}${mark(484, 24, '#1f2a24', '#f3e3c4')}${mark(24, 174, '#b8493d', '#fff')}${mark(254, 174, '#fff', '#1f2a24')}${mark(484, 174, '#2f8f5b', '#b9dcbc')}${text(34, 44, 13, '1', '#99a')}${text(264, 44, 13, '2', '#cfe')}${text(494, 44, 13, '3', '#a96')}`,
  );
}

const seats = () => {
  const table = (x, y, names) =>
    circle(x, y, 62, '#e3d2b3', 'stroke="#9c8660" stroke-width="3"') +
    names
      .map((name, i) => {
        const a = (i / names.length) * 6.283 - 1.57;
        const px = x + 96 * Math.cos(a);
        const py = y + 96 * Math.sin(a);
        return (
          circle(px, py, 27, ['#b9dcbc', '#f3d9a4', '#bcd3ee', '#efc0b8'][i % 4]) +
          text(px, py + 5, 13, name, '#223', 'text-anchor="middle"')
        );
      })
      .join('');
  return svg(
    760,
    330,
    `${rect(0, 0, 760, 330, '#fbfaf5')}${text(24, 36, 20, 'Winter dinner, who sits where', '#1f2a24', 'font-weight="bold"')}${table(210, 190, ['Kadri', 'Yuki', 'Omar', 'Tom', 'Inês', 'Rasmus'])}${table(540, 190, ['Noam', 'Liisa', 'Haruto', 'Layla', 'Jonas', 'Maya'])}`,
  );
};

export const plans = [
  ['floor-plan-a.png', 900, 560, tallinnA],
  ['floor-plan-b.png', 900, 600, tallinn],
  ['floor-plan-osaka.png', 760, 520, osaka],
  ['map-karula.jpg', 860, 520, map],
  ['wiring-relay.png', 760, 420, wiring],
  ['label-proof.png', 760, 190, label],
  ['palette.png', 760, 260, palette],
  ['logo-variants.png', 720, 330, logos],
  ['seating.png', 760, 330, seats],
].map(([name, width, height, draw]) => ({ name, width, height, markup: draw() }));
