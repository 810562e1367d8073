// scripts/demo-pictures: small helpers that return SVG text. Everything is seeded, so pictures can be made again alike.

/** A seeded stream of numbers in [low, high). */
export function randomNumbers(seed) {
  let state = seed >>> 0;
  return (low = 0, high = 1) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return low + (state / 2 ** 32) * (high - low);
  };
}

export const svg = (width, height, body, defs = '') =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="Liberation Sans, DejaVu Sans, sans-serif"><defs>${GRAIN}${defs}</defs>${body}</svg>`;

/** Film grain and a vignette make a drawing read as a photograph. */
const GRAIN =
  '<filter id="grain"><feTurbulence type="fractalNoise" baseFrequency=".9" numOctaves="2" seed="7"/><feColorMatrix values="0 0 0 0 .5 0 0 0 0 .5 0 0 0 0 .5 0 0 0 .16 0"/></filter>' +
  '<filter id="blur2"><feGaussianBlur stdDeviation="2"/></filter><filter id="blur6"><feGaussianBlur stdDeviation="6"/></filter>' +
  '<filter id="blur18"><feGaussianBlur stdDeviation="18"/></filter>' +
  '<radialGradient id="vignette" cx=".5" cy=".5" r=".75"><stop offset=".55" stop-color="#000" stop-opacity="0"/><stop offset="1" stop-color="#000" stop-opacity=".42"/></radialGradient>' +
  '<filter id="shadow" x="-30%" y="-30%" width="160%" height="170%"><feDropShadow dx="0" dy="10" stdDeviation="12" flood-opacity=".35"/></filter>';

export const photo = (width, height, body, defs = '') =>
  svg(
    width,
    height,
    `${body}<rect width="${width}" height="${height}" fill="url(#vignette)"/><rect width="${width}" height="${height}" filter="url(#grain)" opacity=".35"/>`,
    defs,
  );

export const gradient = (id, stops, angle = 90) => {
  const turn = (angle * Math.PI) / 180;
  const end = `x2="${Math.cos(turn).toFixed(3)}" y2="${Math.sin(turn).toFixed(3)}"`;
  return `<linearGradient id="${id}" x1="0" y1="0" ${end}>${stops.map(([at, color]) => `<stop offset="${at}" stop-color="${color}"/>`).join('')}</linearGradient>`;
};

export const rect = (x, y, w, h, fill, extra = '') =>
  `<rect x="${x}" y="${y}" width="${w}" height="${h}" fill="${fill}" ${extra}/>`;
export const circle = (x, y, r, fill, extra = '') => `<circle cx="${x}" cy="${y}" r="${r}" fill="${fill}" ${extra}/>`;
export const text = (x, y, size, content, fill = '#223', extra = '') =>
  `<text x="${x}" y="${y}" font-size="${size}" fill="${fill}" ${extra}>${content.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</text>`;
export const path = (d, fill, extra = '') => `<path d="${d}" fill="${fill}" ${extra}/>`;
export const line = (x1, y1, x2, y2, stroke, width = 1, extra = '') =>
  `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="${stroke}" stroke-width="${width}" ${extra}/>`;

/** A leaf with a middle rib, its stalk at (x, y), turned by `angle` degrees. */
export function leaf(x, y, length, angle, fill) {
  const wide = length * 0.32;
  const body = `M0 0C${length * 0.3} ${-wide} ${length * 0.8} ${-wide} ${length} 0C${length * 0.8} ${wide} ${length * 0.3} ${wide} 0 0Z`;
  return `<g transform="translate(${x} ${y}) rotate(${angle})">${path(body, fill)}${line(0, 0, length * 0.92, 0, 'rgba(255,255,255,.28)', Math.max(1, length / 40))}</g>`;
}

/** The sensor: a spike with a rounded head, `scale` 1 is 120 wide and 330 high, standing at (x, y). */
export function sprig(x, y, scale, { body = '#f3f1e7', accent = '#2f8f5b' } = {}) {
  const id = `sp${Math.round(x)}${Math.round(y)}`;
  return `<g transform="translate(${x} ${y}) scale(${scale})"><defs>${gradient(
    id,
    [
      [0, '#fff'],
      [0.45, body],
      [1, '#b9b6a6'],
    ],
    0,
  )}${gradient(
    `${id}s`,
    [
      [0, '#8b8f8a'],
      [0.4, '#dfe3df'],
      [1, '#6f7470'],
    ],
    0,
  )}</defs>
  ${path('M-16 -110L16 -110L9 -10Q0 6 -9 -10Z', `url(#${id}s)`)}
  ${rect(-60, -330, 120, 226, `url(#${id})`, 'rx="52"')}
  ${rect(-60, -330, 120, 226, 'none', 'rx="52" stroke="rgba(0,0,0,.15)" stroke-width="2"')}
  ${path('M-26 -236C-6 -290 30 -286 32 -286C30 -250 8 -214 -22 -222Z', accent)}${line(-24, -224, 22, -276, 'rgba(255,255,255,.7)', 3)}
  ${circle(0, -150, 9, '#173')}${circle(0, -150, 5, '#7dffb0')}
  ${rect(-34, -190, 68, 4, 'rgba(0,0,0,.12)', 'rx="2"')}</g>`;
}
