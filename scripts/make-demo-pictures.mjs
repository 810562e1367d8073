// scripts: draws every picture and PDF of demo-world/files again. Needs Chromium (CHROMIUM_PATH, /usr/bin/chromium by default).
// The results are committed; run this only to change them: node scripts/make-demo-pictures.mjs [part of a file name]
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { chromium } from 'playwright-core';
import { avatars } from './demo-pictures/avatars.mjs';
import { charts } from './demo-pictures/charts.mjs';
import { documents } from './demo-pictures/documents.mjs';
import { placePhotos } from './demo-pictures/photo-places.mjs';
import { thingPhotos } from './demo-pictures/photo-things.mjs';
import { plans } from './demo-pictures/plans.mjs';
import { screens } from './demo-pictures/screens.mjs';

const FILES = new URL('../demo-world/files/', import.meta.url);
const FLAGS =
  '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync';
const JPEG_QUALITY = 64;
const wanted = process.argv[2] ?? '';

async function save(name, bytes) {
  const target = new URL(name, FILES);
  await mkdir(dirname(target.pathname), { recursive: true });
  await writeFile(target, bytes);
  console.log(`${name} ${bytes.length}`);
}

async function shoot(page, markup, { width, height, type, isClear = false }) {
  await page.setViewportSize({ width, height });
  await page.setContent(`<style>body{margin:0}svg{display:block}</style>${markup}`);
  return page.screenshot({ type, omitBackground: isClear, ...(type === 'jpeg' ? { quality: JPEG_QUALITY } : {}) });
}

async function drawAvatars(page) {
  for (const { key, markup } of avatars) {
    for (const edge of [50, 100, 200]) {
      const name = `avatars/${key}-${edge}.png`;
      if (!name.includes(wanted)) continue;
      const sized = markup.replace('width="200" height="200"', `width="${edge}" height="${edge}"`);
      await save(name, await shoot(page, sized, { width: edge, height: edge, type: 'png', isClear: true }));
    }
  }
}

async function drawPictures(page) {
  for (const { name, width, height, markup } of [...thingPhotos, ...placePhotos, ...charts, ...plans, ...screens]) {
    if (!name.includes(wanted)) continue;
    const type = name.endsWith('.jpg') ? 'jpeg' : 'png';
    await save(name, await shoot(page, markup, { width, height, type }));
  }
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: FLAGS.split(' '),
});
try {
  const page = await browser.newPage();
  await drawAvatars(page);
  await drawPictures(page);
} finally {
  await browser.close();
}
for (const { name, bytes } of documents) if (name.includes(wanted)) await save(name, bytes);
