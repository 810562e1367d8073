// scripts/demo-pictures: round portraits of the people in company.json, in the sizes that avatar_urls names.
import { circle, path, rect, svg } from './draw.mjs';

const SKIN = { light: '#f2cfb4', warm: '#e2b08a', tan: '#c98f66', pale: '#f7dcc8' };

/** Hair shapes on a head of radius 38 round (100, 96). */
const HAIR = {
  bob: (c) =>
    path(
      'M58 132C46 70 70 46 100 46C132 46 154 70 142 132L130 132C136 100 128 84 122 78C104 86 82 84 74 80C68 92 66 108 70 132Z',
      c,
    ),
  long: (c) =>
    path(
      'M52 168C48 80 58 44 100 44C142 44 152 80 148 168L128 168C138 110 132 84 120 74C100 90 80 84 76 78C64 92 64 120 72 168Z',
      c,
    ),
  short: (c) =>
    path(
      'M60 96C54 58 78 42 102 42C130 42 148 62 140 98C136 84 132 78 124 72C104 80 84 76 74 72C66 80 64 86 60 96Z',
      c,
    ),
  curly: (c) =>
    [
      [66, 76, 17],
      [80, 58, 18],
      [100, 50, 19],
      [121, 58, 18],
      [135, 76, 17],
      [62, 96, 12],
      [138, 96, 12],
    ]
      .map(([x, y, r]) => circle(x, y, r, c))
      .join(''),
  bun: (c) =>
    circle(100, 40, 17, c) +
    path(
      'M60 100C56 62 76 48 100 48C124 48 144 62 140 100C136 86 128 74 116 72C100 78 84 76 78 74C68 80 64 88 60 100Z',
      c,
    ),
  bald: (c) =>
    path('M60 104C58 92 60 86 64 80C64 92 64 98 66 108ZM140 104C142 92 140 86 136 80C136 92 136 98 134 108Z', c),
  scarf: (c) =>
    path(
      'M50 178C48 86 56 42 100 42C144 42 152 86 150 178L130 160C142 116 138 82 122 68C100 60 88 62 78 68C62 82 58 116 70 160Z',
      c,
    ),
  wavy: (c) =>
    path(
      'M54 150C44 116 50 50 100 44C150 50 156 116 146 150C150 140 128 156 130 140C140 104 130 84 112 72C98 92 76 92 70 90C64 108 68 128 70 140C72 156 50 140 54 150Z',
      c,
    ),
};

const PEOPLE = [
  { key: 'kadri', bg: '#d7ead9', shirt: '#2f6f4f', skin: 'pale', hair: ['bob', '#d9b36c'] },
  {
    key: 'noam',
    bg: '#1f2b46',
    shirt: '#4b5d8a',
    skin: 'tan',
    hair: ['curly', '#2a211d'],
    beard: '#2a211d',
    glasses: true,
  },
  { key: 'rasmus', bg: '#f1e3c8', shirt: '#b5562f', skin: 'light', hair: ['short', '#8a5a2b'], beard: '#8a5a2b' },
  { key: 'liisa', bg: '#e4dbf1', shirt: '#6f5aa8', skin: 'pale', hair: ['long', '#b7793f'] },
  { key: 'yuki', bg: '#fbe0e4', shirt: '#2d3142', skin: 'light', hair: ['bob', '#17151a'], glasses: true },
  { key: 'haruto', bg: '#dbe9f4', shirt: '#3c79a8', skin: 'light', hair: ['short', '#1b1820'] },
  { key: 'layla', bg: '#f5dfd0', shirt: '#7a2e3a', skin: 'warm', hair: ['scarf', '#b5485a'] },
  { key: 'omar', bg: '#d9efe9', shirt: '#26736b', skin: 'tan', hair: ['short', '#221a17'], beard: '#221a17' },
  { key: 'maya', bg: '#f6efc9', shirt: '#c9762b', skin: 'warm', hair: ['wavy', '#4a2d20'] },
  { key: 'tom', bg: '#dfe5ea', shirt: '#40566b', skin: 'pale', hair: ['short', '#c96f35'], beard: '#c96f35' },
  { key: 'jonas', bg: '#e7ead2', shirt: '#56692f', skin: 'light', hair: ['bald', '#9a9088'], glasses: true },
  { key: 'ines', bg: '#fde3cf', shirt: '#d2573f', skin: 'warm', hair: ['bun', '#3a241c'] },
  { key: 'priit', bg: '#cfe3f7', shirt: '#f0b429', skin: 'pale', hair: ['wavy', '#e2c27a'] },
  { key: 'chen', bg: '#eadfd7', shirt: '#8d2f2f', skin: 'light', hair: ['short', '#151318'], glasses: true },
];

function face({ bg, shirt, skin, hair: [style, color], beard, glasses }) {
  const tone = SKIN[skin];
  const behind =
    style === 'long' || style === 'scarf' || style === 'wavy' ? rect(62, 70, 76, 96, color, 'rx="30"') : '';
  return [
    circle(100, 100, 100, bg),
    behind,
    path('M26 206C28 156 62 146 82 142L118 142C138 146 172 156 174 206Z', shirt),
    path('M84 120L116 120L118 146Q100 162 82 146Z', tone, 'filter="brightness(.92)"'),
    rect(64, 56, 72, 84, tone, 'rx="36"'),
    beard
      ? path(
          'M64 100C64 140 84 148 100 148C116 148 136 140 136 100C132 118 122 116 116 114C106 108 94 108 84 114C78 116 68 118 64 100Z',
          beard,
        )
      : '',
    HAIR[style](color),
    circle(86, 98, 4.2, '#2a2320'),
    circle(114, 98, 4.2, '#2a2320'),
    path(
      'M80 88Q86 84 92 88M108 88Q114 84 120 88',
      'none',
      'stroke="rgba(40,25,20,.7)" stroke-width="3" stroke-linecap="round"',
    ),
    glasses
      ? `${rect(75, 89, 22, 19, 'rgba(255,255,255,.18)', 'rx="7" stroke="#2b2b33" stroke-width="3"')}${rect(103, 89, 22, 19, 'rgba(255,255,255,.18)', 'rx="7" stroke="#2b2b33" stroke-width="3"')}`
      : '',
    path(
      'M90 120Q100 129 110 120',
      'none',
      `stroke="${beard ? '#f0d2c0' : '#a4513f'}" stroke-width="4" stroke-linecap="round"`,
    ),
  ].join('');
}

/** One drawing a person; the maker cuts it to a circle and to each size. */
export const avatars = PEOPLE.map((person) => ({
  key: person.key,
  markup: svg(
    200,
    200,
    `<g clip-path="url(#round)">${face(person)}</g>`,
    '<clipPath id="round"><circle cx="100" cy="100" r="100"/></clipPath>',
  ),
}));

/** The drawn face of a person without a frame, for group pictures. */
export const faceOf = (key) => face({ ...PEOPLE.find((person) => person.key === key), bg: 'none' });
