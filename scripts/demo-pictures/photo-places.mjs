// scripts/demo-pictures: scenes that stand for photographs of places: the sea, the greenhouse, the stand, the offices.
import { faceOf } from './avatars.mjs';
import { circle, gradient, leaf, line, path, photo, randomNumbers, rect, sprig, text } from './draw.mjs';

const W = 960;
const H = 640;
const many = (count, draw) => Array.from({ length: count }, (_, index) => draw(index)).join('');

function sunset() {
  const random = randomNumbers(3);
  const sky = gradient('sky', [
    [0, '#1d2b53'],
    [0.35, '#7b3b6b'],
    [0.62, '#e8744f'],
    [0.8, '#ffc36b'],
    [1, '#ffe9b0'],
  ]);
  const sea = gradient('sea', [
    [0, '#f0a35e'],
    [0.2, '#a35a5c'],
    [1, '#141c38'],
  ]);
  const clouds = many(
    9,
    () =>
      `<ellipse cx="${random(0, W)}" cy="${random(60, 330)}" rx="${random(90, 260)}" ry="${random(6, 22)}" fill="#ffd9b8" opacity="${random(0.12, 0.4)}" filter="url(#blur6)"/>`,
  );
  const glints = many(150, () => {
    const y = random(415, H);
    const spread = 30 + (y - 415) * 0.75;
    return rect(
      W * 0.62 + random(-spread, spread),
      y,
      random(10, 60),
      random(1, 3.4),
      '#ffe6b5',
      `opacity="${random(0.15, 0.7)}"`,
    );
  });
  const pier =
    path('M0 560L300 470L330 470L120 640L0 640Z', '#120f1c') +
    many(7, (i) => rect(40 + i * 42, 505 - i * 9, 6, 70, '#0d0b15'));
  const gulls = [
    [250, 150],
    [300, 178],
    [214, 196],
  ]
    .map(([x, y]) => path(`M${x} ${y}q10 -12 20 0q10 -12 20 0`, 'none', 'stroke="#191525" stroke-width="3"'))
    .join('');
  return photo(
    W,
    H,
    `${rect(0, 0, W, 420, 'url(#sky)')}${circle(W * 0.62, 380, 120, '#fff1c4', 'filter="url(#blur18)" opacity=".8"')}${circle(W * 0.62, 384, 46, '#fffbe6')}${clouds}${gulls}${rect(0, 410, W, 230, 'url(#sea)')}${glints}${pier}`,
    sky + sea,
  );
}

function greenhouse() {
  const random = randomNumbers(11);
  const vx = 480;
  const vy = 250;
  const sky = gradient('gs', [
    [0, '#dff1ff'],
    [1, '#f6fff2'],
  ]);
  const floor = gradient('gf', [
    [0, '#cfd5c8'],
    [1, '#8d8c7d'],
  ]);
  const ribs = many(9, (i) => {
    const k = 0.14 + 0.14 * i ** 1.35;
    return path(
      `M${vx - 470 * k} ${vy + 400 * k}L${vx - 470 * k} ${vy - 90 * k}Q${vx} ${vy - 340 * k} ${vx + 470 * k} ${vy - 90 * k}L${vx + 470 * k} ${vy + 400 * k}`,
      'none',
      `stroke="#9fb3b3" stroke-width="${2 + 7 * k}" opacity=".85"`,
    );
  });
  const plants = many(15, (i) => {
    const k = 0.16 + 0.1 * i ** 1.28;
    return [-1, 1]
      .map((side) =>
        [170, 400]
          .map((off) => {
            const x = vx + side * off * k;
            const y = vy + 300 * k;
            const tall = 300 * k;
            const stem = line(x, y, x, y - tall, '#4d7a35', 3 + 4 * k);
            const leaves = many(13, (n) =>
              leaf(
                x,
                y - (n / 13) * tall,
                (46 + random(0, 46)) * k,
                random(-200, 20),
                ['#2f7a3d', '#3f9149', '#5aa84f', '#25632f'][Math.floor(random(0, 4))],
              ),
            );
            const fruit = many(5, () =>
              circle(
                x + random(-30, 30) * k,
                y - random(0.1, 0.75) * tall,
                9 * k,
                random() < 0.7 ? '#d8392b' : '#e9a23b',
              ),
            );
            return stem + leaves + fruit + rect(x - 44 * k, y - 4 * k, 88 * k, 36 * k, '#6b4a34', `rx="${6 * k}"`);
          })
          .join(''),
      )
      .join('');
  });
  return photo(
    W,
    H,
    `${rect(0, 0, W, H, 'url(#gs)')}${path(`M${vx - 30} ${vy + 40}L${vx + 30} ${vy + 40}L${W + 60} ${H}L-60 ${H}Z`, 'url(#gf)')}${ribs}${path(`M${vx - 6} ${vy + 50}L${vx + 6} ${vy + 50}L${vx + 130} ${H}L${vx - 130} ${H}Z`, '#e6e3d7', 'opacity=".9"')}${plants}${sprig(300, 560, 0.62)}`,
    sky + floor,
  );
}

function booth() {
  const random = randomNumbers(13);
  const hall = gradient('hl', [
    [0, '#20262d'],
    [1, '#4b545e'],
  ]);
  const lights = many(12, (i) => rect(i * 84 - 10, 30, 50, 8, '#fff7d6', 'filter="url(#blur2)"'));
  const people = [
    [150, '#2f3d4d'],
    [246, '#7a3d38'],
    [800, '#3c5a46'],
    [880, '#54456b'],
    [60, '#3d4a5c'],
  ]
    .map(
      ([x, c]) =>
        circle(x, 420, 26, '#d9b392') +
        path(`M${x - 42} 620C${x - 44} 500 ${x - 26} 452 ${x} 452C${x + 26} 452 ${x + 44} 500 ${x + 42} 620Z`, c),
    )
    .join('');
  return photo(
    W,
    H,
    `${rect(0, 0, W, H, 'url(#hl)')}${lights}${rect(0, 560, W, 80, '#7d7266')}<g filter="url(#shadow)">${rect(280, 120, 420, 430, '#f3f7ef')}${rect(280, 120, 420, 84, '#2f8f5b')}${text(322, 180, 50, 'Lehtla', '#fff', 'font-weight="bold"')}${leaf(600, 178, 62, -40, '#d7f5df')}</g>${text(312, 258, 26, 'Weiß, wann das Blatt nass ist.', '#24402f')}${many(4, (i) => rect(330 + i * 82, 290, 66, 84, '#dcead9', 'rx="6"') + leaf(350 + i * 82, 360, 46, -60, '#4f9440'))}${rect(330, 440, 320, 130, '#fff', 'filter="url(#shadow)"')}${rect(330, 440, 320, 16, '#c9d8c4')}${many(5, (i) => sprig(366 + i * 62, 452, 0.22))}${people}${many(14, () => circle(random(0, W), random(60, 120), random(4, 14), '#fff6d0', `opacity="${random(0.1, 0.4)}" filter="url(#blur2)"`))}`,
    hall,
  );
}

function team() {
  const keys = ['rasmus', 'kadri', 'omar', 'layla', 'noam', 'maya', 'liisa', 'tom', 'ines', 'jonas', 'yuki', 'haruto'];
  const random = randomNumbers(77);
  const wall = gradient('tw', [
    [0, '#f7e8cf'],
    [1, '#e8cfa4'],
  ]);
  const faces = keys.map((key, i) => {
    const x = 40 + (i % 6) * 142 + (i < 6 ? 40 : 0);
    return `<g transform="translate(${x} ${i < 6 ? 150 : 270}) scale(1.05)">${faceOf(key)}</g>`;
  });
  return photo(
    W,
    600,
    `${rect(0, 0, W, 600, 'url(#tw)')}${rect(60, 50, 840, 150, '#bfe0ef', 'stroke="#fff" stroke-width="14"')}${path('M60 170Q240 110 420 160T900 130V200H60Z', '#7fae72')}${many(22, () => leaf(random(0, W), random(-10, 30), random(50, 90), random(40, 140), '#4f9440'))}${faces.slice(0, 6).join('')}${faces.slice(6).join('')}${rect(0, 480, W, 120, '#9a6a42')}${rect(0, 480, W, 14, '#b98659')}${many(7, (i) => circle(90 + i * 130, 530, 30, '#fff') + circle(90 + i * 130, 530, 20, ['#f2c14e', '#e4572e', '#7bb661'][i % 3]))}`,
    wall,
  );
}

function haifa() {
  const random = randomNumbers(91);
  const sky = gradient('hs', [
    [0, '#79b8e6'],
    [1, '#dff0fa'],
  ]);
  const sea = gradient('hw', [
    [0, '#5aa1cf'],
    [1, '#1f5f93'],
  ]);
  const city = many(60, (i) =>
    rect(
      i * 17 - 10,
      420 + Math.abs(480 - i * 17) * 0.12 + random(-16, 16),
      random(14, 26),
      140,
      ['#f2ece0', '#e6dac4', '#fff8ec', '#d9cbb2'][i % 4],
    ),
  );
  const cranes = [
    [620, 1],
    [700, 0.8],
    [770, 0.9],
  ]
    .map(([x, s]) =>
      path(
        `M${x} 330v${-90 * s}l${70 * s} 14M${x} ${330 - 90 * s}l${-26 * s} 20M${x + 26 * s} 330v${-86 * s}`,
        'none',
        'stroke="#d0533a" stroke-width="5"',
      ),
    )
    .join('');
  return photo(
    W,
    H,
    `${rect(0, 0, W, 300, 'url(#hs)')}${path('M0 285Q180 250 380 276T960 262V310H0Z', '#8fa7b8')}${rect(0, 290, W, 200, 'url(#hw)')}${many(60, () => rect(random(0, W), random(300, 460), random(10, 50), 1.6, '#fff', `opacity="${random(0.1, 0.5)}"`))}${cranes}${path('M540 330h290l-20 22H560Z', '#2d3b47')}${many(8, (i) => rect(560 + i * 30, 312, 26, 18, ['#c8402f', '#2f7ac8', '#e0a030', '#3f9b5c'][i % 4]))}${city}${many(34, () => circle(random(0, W), random(540, 650), random(24, 60), ['#2f6b36', '#3f8245', '#255529'][Math.floor(random(0, 3))]))}`,
    sky + sea,
  );
}

function osakaNight() {
  const random = randomNumbers(123);
  const sky = gradient('os', [
    [0, '#0b1030'],
    [0.7, '#2c2350'],
    [1, '#6b3d5c'],
  ]);
  const towers = many(34, (i) => {
    const x = i * 30 - 20;
    const tall = random(120, 400);
    const windows = many(Math.floor(tall / 16), (r) =>
      many(3, (c) =>
        random() < 0.55
          ? rect(
              x + 4 + c * 9,
              H - 90 - tall + r * 15,
              5,
              7,
              ['#ffd98a', '#fff3cf', '#9fd4ff'][Math.floor(random(0, 3))],
              `opacity="${random(0.4, 1)}"`,
            )
          : '',
      ),
    );
    return rect(x, H - 100 - tall, 32, tall + 100, ['#141833', '#1b2040', '#10132a'][i % 3]) + windows;
  });
  const wheel =
    circle(740, 300, 92, 'none', 'stroke="#ff5c8a" stroke-width="5"') +
    many(
      12,
      (i) =>
        line(740, 300, 740 + 92 * Math.cos((i * Math.PI) / 6), 300 + 92 * Math.sin((i * Math.PI) / 6), '#ff9dbb', 1.6) +
        circle(740 + 92 * Math.cos((i * Math.PI) / 6), 300 + 92 * Math.sin((i * Math.PI) / 6), 6, '#ffe1ea'),
    );
  return photo(
    W,
    H,
    `${rect(0, 0, W, H, 'url(#os)')}${many(70, () => circle(random(0, W), random(0, 240), random(0.5, 1.6), '#fff', `opacity="${random(0.2, 0.9)}"`))}${wheel}${towers}${rect(0, 560, W, 80, '#0a0d1f')}${many(90, () => rect(random(0, W), random(565, 638), random(14, 70), 2, ['#ffcf7a', '#ff7aa2', '#8fc7ff'][Math.floor(random(0, 3))], `opacity="${random(0.15, 0.6)}"`))}${rect(0, 0, 26, H, '#05060d')}${rect(470, 0, 14, H, '#05060d')}${rect(934, 0, 26, H, '#05060d')}`,
    sky,
  );
}

function bike() {
  const random = randomNumbers(99);
  const sky = gradient('bs', [
    [0, '#cfe6f7'],
    [1, '#fdf3df'],
  ]);
  const trunk = (x, w) =>
    rect(x, 0, w, 470, '#d9d2c5') +
    many(16, () => rect(x + random(0, w - 8), random(0, 460), random(5, 14), 4, '#544b42'));
  return photo(
    W,
    H,
    `${rect(0, 0, W, H, 'url(#bs)')}${path('M0 400Q300 340 960 390V640H0Z', '#e3b24b')}${path('M380 640Q470 460 520 392L548 392Q560 470 720 640Z', '#b79f80')}${trunk(60, 44)}${trunk(210, 30)}${trunk(720, 36)}${trunk(850, 50)}${many(170, () => `<ellipse cx="${random(0, W)}" cy="${random(0, 260)}" rx="${random(10, 26)}" ry="${random(7, 16)}" fill="${['#e9a825', '#d9761f', '#f0c64a', '#b9521c'][Math.floor(random(0, 4))]}" opacity=".85"/>`)}${many(120, () => `<ellipse cx="${random(0, W)}" cy="${random(410, 640)}" rx="${random(5, 12)}" ry="${random(3, 6)}" fill="${['#d9761f', '#b9521c', '#f0c64a'][Math.floor(random(0, 3))]}"/>`)}<g stroke="#22313f" stroke-width="7" fill="none">${circle(340, 520, 66, 'none')}${circle(540, 520, 66, 'none')}<path d="M340 520L402 420L500 420L540 520M402 420L440 520L500 420M440 520L340 520M392 400h34M500 420l-10 -34h30" stroke="#c0392b"/></g>`,
    sky,
  );
}

export const placePhotos = [
  ['sunset-sea.jpg', W, H, sunset],
  ['greenhouse-rows.jpg', W, H, greenhouse],
  ['booth-essen.jpg', W, H, booth],
  ['team-table.jpg', W, 600, team],
  ['haifa-bay.jpg', W, H, haifa],
  ['osaka-night.jpg', W, H, osakaNight],
  ['autumn-bike.jpg', W, H, bike],
].map(([name, width, height, draw]) => ({ name, width, height, markup: draw() }));
