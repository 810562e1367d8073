// scripts/demo-pictures: scenes that stand for photographs of things: the sensor, fruit, a board, lunch, a cat.
import { circle, gradient, leaf, line, path, photo, randomNumbers, rect, sprig, text } from './draw.mjs';

const W = 960;
const H = 640;
const many = (count, draw) => Array.from({ length: count }, (_, index) => draw(index)).join('');

function strawberries() {
  const random = randomNumbers(5);
  const back = gradient('sb', [
    [0, '#375d2a'],
    [1, '#1b3518'],
  ]);
  const leaves = many(46, () =>
    leaf(
      random(-40, W),
      random(-20, H),
      random(120, 230),
      random(0, 360),
      ['#3d7a34', '#4f9440', '#2c5f28', '#66a94e'][Math.floor(random(0, 4))],
    ),
  );
  const berry = (x, y, s) => {
    const seeds = many(26, (i) => {
      const row = Math.floor(i / 6);
      const sx = ((i % 6) - 2.5) * (25 - row * 3);
      return `<ellipse cx="${sx}" cy="${-30 + row * 30}" rx="3" ry="5" fill="#ffe08a"/>`;
    });
    const cap = many(7, (i) => leaf(0, -62, 62, -205 + i * 38, '#5cb04a'));
    return `<g transform="translate(${x} ${y}) scale(${s}) rotate(${random(-16, 16)})" filter="url(#shadow)">${path('M0 -70C70 -86 104 -40 84 20C66 76 24 112 0 118C-24 112 -66 76 -84 20C-104 -40 -70 -86 0 -70Z', 'url(#berry)')}${seeds}${cap}<ellipse cx="-34" cy="-24" rx="14" ry="26" fill="#fff" opacity=".35" transform="rotate(20 -34 -24)"/></g>`;
  };
  const fill =
    '<radialGradient id="berry" cx=".35" cy=".3" r=".9"><stop offset="0" stop-color="#ff6a56"/><stop offset=".55" stop-color="#dd1f2b"/><stop offset="1" stop-color="#8d0d1d"/></radialGradient>';
  return photo(
    W,
    H,
    `${rect(0, 0, W, H, 'url(#sb)')}${leaves}${berry(300, 250, 1.2)}${berry(560, 380, 1.45)}${berry(760, 220, 1)}${berry(180, 470, 0.85)}`,
    back + fill,
  );
}

function moss() {
  const random = randomNumbers(21);
  const back = gradient('mb', [
    [0, '#cfe3d0'],
    [0.6, '#7da37c'],
    [1, '#2d4a2f'],
  ]);
  const bokeh = many(22, () =>
    circle(
      random(0, W),
      random(0, 380),
      random(14, 60),
      '#f5ffe9',
      `opacity="${random(0.1, 0.35)}" filter="url(#blur6)"`,
    ),
  );
  const tufts = (low, high, colors) =>
    many(900, () => {
      const x = random(-20, W + 20);
      const y = random(low, high);
      const tall = random(14, 44);
      return path(
        `M${x} ${y}q${random(-9, 9)} ${-tall * 0.6} ${random(-14, 14)} ${-tall}`,
        'none',
        `stroke="${colors[Math.floor(random(0, colors.length))]}" stroke-width="${random(2, 4)}" stroke-linecap="round"`,
      );
    });
  return photo(
    W,
    H,
    `${rect(0, 0, W, H, 'url(#mb)')}${bokeh}${rect(0, 500, W, 140, '#27411f')}${tufts(500, 560, ['#4c7a33', '#3c6629', '#5d8f3d'])}<g filter="url(#shadow)">${sprig(480, 610, 1.45)}</g>${tufts(560, 660, ['#6fae46', '#8ac456', '#4f8534', '#3d6a2a'])}`,
    back,
  );
}

function brass() {
  const wood = gradient('wd', [
    [0, '#8a5a35'],
    [1, '#4f2f1a'],
  ]);
  const win = gradient('wn', [
    [0, '#bcd9ee'],
    [1, '#f3ead4'],
  ]);
  const random = randomNumbers(8);
  const frost = many(30, () =>
    circle(random(0, W), random(0, 420), random(20, 70), '#fff', `opacity="${random(0.05, 0.2)}" filter="url(#blur6)"`),
  );
  return photo(
    W,
    H,
    `${rect(0, 0, W, 470, 'url(#wn)')}${frost}${rect(300, 0, 22, 470, '#f7f4ee')}${rect(640, 0, 22, 470, '#f7f4ee')}${rect(0, 455, W, 185, 'url(#wd)')}${many(9, (i) => line(0, 475 + i * 20, W, 472 + i * 21, 'rgba(0,0,0,.12)', 2))}<ellipse cx="500" cy="560" rx="110" ry="16" fill="#000" opacity=".4" filter="url(#blur6)"/>${sprig(490, 560, 1.2, { body: '#d9a441', accent: '#8a5a12' })}${rect(415, 545, 150, 34, '#2d1c10', 'rx="10"')}`,
    wood + win,
  );
}

function batteryDoor() {
  const bench = gradient(
    'bd',
    [
      [0, '#55606b'],
      [1, '#2c333b'],
    ],
    60,
  );
  return photo(
    W,
    H,
    `${rect(0, 0, W, H, 'url(#bd)')}<g filter="url(#shadow)">${rect(180, 90, 330, 470, '#efece0', 'rx="130"')}${rect(238, 220, 214, 250, '#3a3f45', 'rx="18"')}${[262, 352].map((x) => rect(x, 232, 76, 226, '#c98b2b', 'rx="14"') + rect(x, 232, 76, 64, '#222', 'rx="12"') + text(x + 22, 400, 26, 'AA', '#3b2a0b', 'font-weight="bold"')).join('')}</g><g filter="url(#shadow)" transform="rotate(14 690 320)">${rect(590, 190, 214, 262, '#efece0', 'rx="22"')}${path('M640 190l14 -26h86l14 26Z', '#e2decf')}${path('M655 452l-8 22l26 -8l-6 -14Z', '#efece0')}</g>${circle(746, 452, 54, 'none', 'stroke="#ff4b3e" stroke-width="7"')}${text(640, 560, 30, 'the clip that breaks', '#ffd9d4', 'font-style="italic"')}`,
    bench,
  );
}

function gateway() {
  const random = randomNumbers(31);
  const sky = gradient('gy', [
    [0, '#8fc0e8'],
    [1, '#eaf6ff'],
  ]);
  const hills =
    path('M0 470Q220 380 430 450T960 410V640H0Z', '#86ad6a') + path('M0 530Q260 460 520 520T960 500V640H0Z', '#5f8d4a');
  const trees = many(26, () => {
    const x = random(0, W);
    const y = random(455, 500);
    return path(`M${x} ${y - 50}l16 50h-32Z`, '#365f38');
  });
  return photo(
    W,
    H,
    `${rect(0, 0, W, H, 'url(#gy)')}${many(6, () => `<ellipse cx="${random(0, W)}" cy="${random(60, 240)}" rx="${random(70, 150)}" ry="${random(16, 34)}" fill="#fff" opacity=".75" filter="url(#blur6)"/>`)}${hills}${trees}${rect(600, 60, 22, 580, '#7b858c')}${rect(604, 60, 6, 580, '#aab4ba')}<g filter="url(#shadow)">${rect(520, 150, 190, 250, '#f4f2ea', 'rx="26"')}${rect(520, 150, 190, 250, 'none', 'rx="26" stroke="#c9c5b6" stroke-width="3"')}${leaf(580, 300, 90, -48, '#2f8f5b')}${text(562, 372, 26, 'Trellis', '#3d4a42', 'font-weight="bold"')}${circle(690, 172, 7, '#51e08a')}</g>${rect(548, 60, 8, 92, '#333')}${rect(674, 60, 8, 92, '#333')}${path('M712 250C800 260 820 420 800 640', 'none', 'stroke="#2b2b2b" stroke-width="6"')}`,
    sky,
  );
}

function cat() {
  const desk = gradient('ck', [
    [0, '#c99d6c'],
    [1, '#8c5f38'],
  ]);
  const keys = many(60, (i) => rect(190 + (i % 15) * 40, 430 + Math.floor(i / 15) * 36, 34, 28, '#f4f4f0', 'rx="5"'));
  const fur = '#e39a4a';
  const stripes = [
    [330, 300],
    [390, 280],
    [450, 274],
    [510, 280],
    [565, 296],
  ]
    .map(([x, y]) =>
      path(`M${x} ${y}q10 40 -4 80`, 'none', 'stroke="#b86f27" stroke-width="14" stroke-linecap="round"'),
    )
    .join('');
  return photo(
    W,
    H,
    `${rect(0, 0, W, H, 'url(#ck)')}${rect(170, 410, 640, 170, '#d6d8d4', 'rx="16" filter="url(#shadow)"')}${keys}${path('M260 470C210 330 330 250 470 256C640 262 740 340 720 470C700 540 300 540 260 470Z', fur, 'filter="url(#shadow)"')}${stripes}${path('M700 440C800 430 850 360 830 300C880 380 860 500 720 510Z', fur)}<g filter="url(#shadow)">${path('M196 240L186 150L250 196Z', fur)}${path('M346 238L366 150L298 194Z', fur)}${circle(274, 268, 98, fur)}</g>${path('M206 222l-8 -48l36 26ZM338 220l14 -46l-38 26Z', '#f6c8a6')}${path('M222 262q18 16 36 0M290 262q18 16 36 0', 'none', 'stroke="#3b2413" stroke-width="6" stroke-linecap="round"')}${path('M264 296h20l-10 12Z', '#c65b5b')}${path('M274 308q-14 20 -30 8M274 308q14 20 30 8', 'none', 'stroke="#3b2413" stroke-width="4"')}${[
      [-1, 0],
      [-1, 12],
      [1, 0],
      [1, 12],
    ]
      .map(([s, d]) => line(274 + s * 40, 300 + d, 274 + s * 120, 292 + d * 2, '#fff', 2))
      .join(
        '',
      )}${rect(770, 60, 150, 190, '#fff', 'transform="rotate(5 845 155)" filter="url(#shadow)"')}${text(790, 130, 24, 'TODO', '#334', 'transform="rotate(5 845 155)"')}`,
    desk,
  );
}

function soup() {
  const random = randomNumbers(45);
  const table = gradient(
    'st',
    [
      [0, '#7a4b2a'],
      [1, '#4d2c17'],
    ],
    20,
  );
  const bowl =
    '<radialGradient id="bw"><stop offset="0" stop-color="#d9452f"/><stop offset=".8" stop-color="#b52a22"/><stop offset="1" stop-color="#8a1c18"/></radialGradient>';
  const dill = many(60, () =>
    path(
      `M${480 + random(-150, 150)} ${320 + random(-120, 120)}q${random(-10, 10)} ${random(-14, 14)} ${random(-20, 20)} ${random(-20, 20)}`,
      'none',
      'stroke="#5fa347" stroke-width="3"',
    ),
  );
  return photo(
    W,
    H,
    `${rect(0, 0, W, H, 'url(#st)')}${many(7, (i) => line(0, 60 + i * 92, W, 70 + i * 90, 'rgba(0,0,0,.25)', 3))}<g filter="url(#shadow)">${circle(480, 320, 236, '#f5f1e6')}${circle(480, 320, 206, '#e6dfcd')}${circle(480, 320, 190, 'url(#bw)')}</g><ellipse cx="450" cy="290" rx="72" ry="52" fill="#fffdf5"/><ellipse cx="470" cy="280" rx="40" ry="26" fill="#fff"/>${dill}${many(12, () => circle(480 + random(-140, 140), 320 + random(-120, 120), random(5, 12), '#e8774f', 'opacity=".8"'))}<g filter="url(#shadow)">${rect(770, 200, 130, 170, '#7b4b24', 'rx="46" transform="rotate(12 830 280)"')}${rect(780, 210, 110, 150, '#a66f3c', 'rx="40" transform="rotate(12 830 280)"')}</g><g transform="rotate(-14 140 320)" filter="url(#shadow)"><ellipse cx="140" cy="190" rx="34" ry="50" fill="#cfd4d8"/>${rect(131, 230, 18, 260, '#b9bfc4', 'rx="9"')}</g>`,
    table + bowl,
  );
}

function boxes() {
  const random = randomNumbers(66);
  const wall = gradient('bx', [
    [0, '#d7d9d6'],
    [1, '#a8aba6'],
  ]);
  const shelf = (y) => rect(40, y, 880, 14, '#4a5560');
  const box = (x, y) =>
    rect(x, y, 104, 92, ['#c89a62', '#d3a66e', '#bb8c54'][Math.floor(random(0, 3))], 'stroke="rgba(0,0,0,.18)"') +
    rect(x + 44, y, 16, 92, 'rgba(255,255,255,.25)') +
    leaf(x + 16, y + 74, 30, -42, '#2f8f5b') +
    text(x + 50, y + 76, 13, 'Sprig 2', '#37402f', 'font-weight="bold"');
  return photo(
    W,
    H,
    `${rect(0, 0, W, H, 'url(#bx)')}${[0, 1, 2, 3].map((r) => shelf(150 + r * 130) + many(8, (c) => (r === 0 && c > 5 ? '' : box(58 + c * 107, 58 + r * 130)))).join('')}${rect(40, 20, 14, 620, '#39434c')}${rect(906, 20, 14, 620, '#39434c')}${rect(0, 584, W, 56, '#77736a')}`,
    wall,
  );
}

function leafDrops() {
  const random = randomNumbers(17);
  const back = gradient(
    'ld',
    [
      [0, '#8cc46a'],
      [1, '#2e6a31'],
    ],
    40,
  );
  const drop = () => {
    const x = random(60, 900);
    const y = random(60, 580);
    const r = random(5, 26);
    return `<ellipse cx="${x}" cy="${y}" rx="${r}" ry="${r * 0.92}" fill="rgba(255,255,255,.2)" stroke="rgba(20,60,20,.35)" stroke-width="1.5"/><ellipse cx="${x - r * 0.3}" cy="${y - r * 0.35}" rx="${r * 0.26}" ry="${r * 0.18}" fill="#fff"/><path d="M${x - r * 0.6} ${y + r * 0.5}Q${x} ${y + r} ${x + r * 0.6} ${y + r * 0.5}" stroke="rgba(255,255,255,.6)" fill="none" stroke-width="2"/>`;
  };
  const veins = many(9, (i) =>
    path(
      `M${80 + i * 100} ${560 - i * 52}Q${120 + i * 100} ${380 - i * 40} ${240 + i * 92} ${300 - i * 44}M${80 + i * 100} ${560 - i * 52}Q${230 + i * 90} ${590 - i * 40} ${330 + i * 90} ${560 - i * 46}`,
      'none',
      'stroke="#bfe39b" stroke-width="3" opacity=".7"',
    ),
  );
  return photo(
    W,
    H,
    `${rect(0, 0, W, H, 'url(#ld)')}${path('M-40 640Q420 420 1000 -20', 'none', 'stroke="#d5f0b4" stroke-width="12" opacity=".85"')}${veins}${many(70, drop)}`,
    back,
  );
}

function whiteboard() {
  const pen = (d, color = '#1d3f8f') => path(d, 'none', `stroke="${color}" stroke-width="4" stroke-linecap="round"`);
  const note = (x, y, color, words, turn) =>
    `<g transform="rotate(${turn} ${x} ${y})">${rect(x, y, 120, 104, color, 'filter="url(#shadow)"')}${words.map((word, i) => text(x + 12, y + 34 + i * 24, 18, word, '#333', 'font-family="DejaVu Sans" font-style="italic"')).join('')}</g>`;
  return photo(
    W,
    H,
    `${rect(0, 0, W, H, '#b9bdc0')}${rect(40, 30, 880, 560, '#fbfbf8', 'stroke="#8e9498" stroke-width="14"')}${text(90, 100, 40, 'Q2: what hurts?', '#b3261e', 'font-style="italic"')}${note(100, 150, '#ffe66d', ['battery', 'door!'], -4)}${note(250, 170, '#9be7a8', ['gloves', 'ok'], 3)}${note(400, 148, '#ffb3c1', ['docs in', 'Hebrew'], -2)}${note(110, 310, '#a5d8ff', ['CSV', 'export'], 4)}${note(262, 322, '#ffe66d', ['why is', 'it grey'], -3)}${pen('M560 470L560 170M560 470L880 470')}${pen('M566 440C640 430 660 330 720 320S820 210 870 190', '#b3261e')}${pen('M566 452C660 446 740 420 870 400')}${text(780, 180, 24, 'effort', '#b3261e', 'font-style="italic"')}${text(790, 392, 24, 'joy', '#1d3f8f', 'font-style="italic"')}${pen('M430 330q60 -30 110 10m-18 -14l20 14l-24 10')}${text(110, 540, 26, 'do not wipe until Friday  — K.', '#333', 'font-style="italic"')}`,
  );
}

function board() {
  const random = randomNumbers(55);
  const mask = gradient(
    'pc',
    [
      [0, '#12663f'],
      [1, '#0a4429'],
    ],
    40,
  );
  const traces = many(60, () => {
    const x = random(150, 760);
    const y = random(110, 520);
    return path(
      `M${x} ${y}h${random(20, 90)}l${random(-26, 26)} ${random(14, 40)}h${random(10, 60)}`,
      'none',
      'stroke="#1f8a57" stroke-width="4"',
    );
  });
  const chip = (x, y, w, h, name) =>
    many(
      Math.floor(w / 16),
      (i) => rect(x + 6 + i * 16, y - 8, 8, 8, '#d7d9db') + rect(x + 6 + i * 16, y + h, 8, 8, '#d7d9db'),
    ) +
    rect(x, y, w, h, '#191b1d', 'rx="4"') +
    circle(x + 12, y + 12, 4, '#444') +
    text(x + 18, y + h / 2 + 6, 15, name, '#b9bdc0');
  return photo(
    W,
    H,
    `${rect(0, 0, W, H, '#3b3f46')}<g filter="url(#shadow)">${rect(120, 70, 720, 500, 'url(#pc)', 'rx="22"')}</g>${traces}${chip(330, 220, 180, 150, 'LT-RADIO C2')}${chip(590, 180, 110, 80, 'FLASH 64M')}${chip(600, 330, 96, 70, 'TEMP')}${many(26, () => rect(random(160, 780), random(110, 530), 22, 11, random() < 0.5 ? '#c9a26b' : '#2c2c2e', 'stroke="#cfd3d6" stroke-width="3"'))}${[
      [150, 100],
      [810, 100],
      [150, 540],
      [810, 540],
    ]
      .map(([x, y]) => circle(x, y, 17, '#c9a24b') + circle(x, y, 9, '#3b3f46'))
      .join(
        '',
      )}${path('M740 440h60v-26h-60v-26h60', 'none', 'stroke="#c9a24b" stroke-width="8"')}${text(180, 540, 24, 'SPRIG 2  REV C   Lehtla 2023', '#e8f5ec')}${leaf(170, 200, 70, -42, '#2fae73')}`,
    mask,
  );
}

function previewShop() {
  const back = gradient(
    'ps',
    [
      [0, '#e7f3e4'],
      [1, '#b9dcbc'],
    ],
    30,
  );
  return photo(
    575,
    300,
    `${rect(0, 0, 575, 300, 'url(#ps)')}${sprig(420, 300, 0.86)}${text(36, 120, 46, 'Sprig 2', '#1f4d33', 'font-weight="bold"')}${text(36, 164, 22, 'Knows when the leaf is wet.', '#2f6f4f')}${rect(36, 194, 132, 44, '#2f8f5b', 'rx="22"')}${text(62, 223, 18, 'from 79 €', '#fff')}`,
    back,
  );
}

export const thingPhotos = [
  ['strawberries.jpg', W, H, strawberries],
  ['sprig2-moss.jpg', W, H, moss],
  ['sprig-brass.jpg', W, H, brass],
  ['battery-door.jpg', W, H, batteryDoor],
  ['trellis-pole.jpg', W, H, gateway],
  ['cat-keyboard.jpg', W, H, cat],
  ['lunch-soup.jpg', W, H, soup],
  ['boxes-shelf.jpg', W, H, boxes],
  ['leaf-drops.jpg', W, H, leafDrops],
  ['whiteboard.jpg', W, H, whiteboard],
  ['pcb-rev-c.jpg', W, H, board],
  ['preview-shop.jpg', 575, 300, previewShop],
].map(([name, width, height, draw]) => ({ name, width, height, markup: draw() }));
