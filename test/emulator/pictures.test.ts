// What the practice server reads from the bytes of pictures, and the smaller pictures that it makes of them.
import { readFileSync } from 'node:fs';
import { GifWriter } from 'omggif';
import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import { decodePicture, encodePng } from '../../src/emulator/pictures/decode.js';
import { kindOf } from '../../src/emulator/pictures/picture.js';
import { fitted, type Pixels, upright } from '../../src/emulator/pictures/pixels.js';

const demoFile = (name: string) => readFileSync(new URL(`../../demo-world/files/${name}`, import.meta.url));

/** Every pixel of its own red, so that it can be told where it went. */
function numbered(width: number, height: number): Pixels {
  const data = new Uint8Array(width * height * 4);
  for (let at = 0; at < width * height; at += 1) data.set([at, 0, 0, 255], at * 4);
  return { width, height, data };
}

const reds = ({ data }: Pixels) => [...data].filter((_value, index) => index % 4 === 0);

function gif(frames: number): Buffer {
  const bytes = Buffer.alloc(5_000);
  const writer = new GifWriter(bytes, 3, 2, { palette: [0x000000, 0xff0000], loop: 0 });
  for (let frame = 0; frame < frames; frame += 1) writer.addFrame(0, 0, 3, 2, [0, 1, 0, 1, 0, 1], { delay: 5 });
  return bytes.subarray(0, writer.end());
}

/** A JPEG with an Exif segment that states an orientation. */
function turnedJpeg(orientation: number, isLittle: boolean): Buffer {
  const jpeg = demoFile('boxes-shelf.jpg');
  const tiff = isLittle
    ? `49492a0008000000010012010300010000000${orientation}00000000000000`
    : `4d4d002a0000000800010112000300000001000${orientation}000000000000`;
  const body = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), Buffer.from(tiff, 'hex')]);
  const head = Buffer.alloc(4);
  head.writeUInt16BE(0xffe1, 0);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), head, body, jpeg.subarray(2)]);
}

function webp(chunk: string, payload: readonly number[]): Buffer {
  const head = Buffer.from(`RIFF\0\0\0\0WEBP${chunk}\0\0\0\0`, 'latin1');
  return Buffer.concat([head, Buffer.from(payload), Buffer.alloc(20)]);
}

describe('the kind of a file', () => {
  it.each([
    ['a PNG', encodePng(numbered(7, 5)), 'image/png', { width: 7, height: 5, isAnimated: false, orientation: null }],
    ['a GIF', gif(1), 'image/gif', { width: 3, height: 2, isAnimated: false, orientation: null }],
    ['an animated GIF', gif(2), 'image/gif', { width: 3, height: 2, isAnimated: true, orientation: null }],
    [
      'an extended WebP',
      webp('VP8X', [0x02, 0, 0, 0, 0x3f, 0x01, 0, 0xef, 0, 0]),
      'image/webp',
      { width: 320, height: 240, isAnimated: true, orientation: null },
    ],
    [
      'a lossless WebP',
      webp('VP8L', [0x2f, 0x3f, 0xc1, 0x3b, 0x00]),
      'image/webp',
      { width: 320, height: 240, isAnimated: false, orientation: null },
    ],
    [
      'a lossy WebP',
      webp('VP8 ', [0, 0, 0, 0x9d, 0x01, 0x2a, 0x40, 0x01, 0xf0, 0x00]),
      'image/webp',
      { width: 320, height: 240, isAnimated: false, orientation: null },
    ],
  ])('%s', (_name, bytes, fileType, picture) => {
    expect(kindOf(bytes)).toEqual({ fileType, picture });
  });

  it('reads the orientation of a JPEG in either order of bytes', () => {
    const plain = kindOf(demoFile('boxes-shelf.jpg')).picture;
    expect(plain).toMatchObject({ isAnimated: false, orientation: null });
    for (const orientation of [1, 6, 8]) {
      expect(kindOf(turnedJpeg(orientation, true)).picture).toEqual({ ...plain, orientation });
      expect(kindOf(turnedJpeg(orientation, false)).picture).toEqual({ ...plain, orientation });
    }
    expect(kindOf(turnedJpeg(9, true)).picture).toEqual(plain);
  });

  it('takes text, and whatever it does not know, for an octet-stream', () => {
    const unknown = { fileType: 'application/octet-stream', picture: undefined };
    for (const text of ['', 'hello', '<svg/>', 'GIF8']) expect(kindOf(Buffer.from(text))).toEqual(unknown);
    expect(kindOf(demoFile('kolimise-kava.pdf'))).toEqual({ fileType: 'application/pdf', picture: undefined });
  });

  it('finds no picture in bytes that end too soon', () => {
    const wholes = [encodePng(numbered(7, 5)), turnedJpeg(6, true), gif(2), webp('VP8X', [])];
    for (const whole of wholes) {
      for (let length = 0; length < 40; length += 1) expect(() => kindOf(whole.subarray(0, length))).not.toThrow();
    }
    expect(kindOf(encodePng(numbered(7, 5)).subarray(0, 20)).picture).toBeUndefined();
  });
});

describe('smaller pictures', () => {
  it.each([
    [1000, 500, 100, 100, 50],
    [500, 1000, 50, 25, 50],
    [1000, 1, 50, 50, 1],
    [30, 20, 50, 30, 20],
  ])('%d × %d fits into %d as %d × %d', (width, height, edge, expectedWidth, expectedHeight) => {
    const small = fitted({ width, height, data: new Uint8Array(width * height * 4) }, edge);
    expect([small.width, small.height, small.data.length]).toEqual([
      expectedWidth,
      expectedHeight,
      expectedWidth * expectedHeight * 4,
    ]);
  });

  it('have the mean of what they stand for, and no colour of what is seen through', () => {
    const data = Uint8Array.from([100, 0, 0, 255, 200, 0, 0, 255, 0, 255, 0, 0, 50, 0, 0, 255]);
    expect([...fitted({ width: 4, height: 1, data }, 2).data]).toEqual([150, 0, 0, 255, 50, 0, 0, 128]);
  });

  it.each([
    [1, 3, [0, 1, 2, 3, 4, 5]],
    [2, 3, [2, 1, 0, 5, 4, 3]],
    [3, 3, [5, 4, 3, 2, 1, 0]],
    [4, 3, [3, 4, 5, 0, 1, 2]],
    [5, 2, [0, 3, 1, 4, 2, 5]],
    [6, 2, [3, 0, 4, 1, 5, 2]],
    [7, 2, [5, 2, 4, 1, 3, 0]],
    [8, 2, [2, 5, 1, 4, 0, 3]],
  ])('stand upright with orientation %d', (orientation, width, expected) => {
    const turned = upright(numbered(3, 2), orientation);
    expect([turned.width, reds(turned)]).toEqual([width, expected]);
  });

  it('can be made of PNG, JPEG and GIF, and of nothing that is damaged', () => {
    const png = encodePng(numbered(7, 5));
    const decoded = [png, demoFile('boxes-shelf.jpg'), gif(1)].map((bytes) => {
      const { fileType, picture } = kindOf(bytes);
      const pixels = picture && decodePicture(bytes, fileType, picture);
      return pixels && [pixels.width === picture.width, pixels.data.length === picture.width * picture.height * 4];
    });
    expect(decoded).toEqual([
      [true, true],
      [true, true],
      [true, true],
    ]);
    const picture = { width: 7, height: 5, isAnimated: false, orientation: null };
    expect(decodePicture(png.subarray(0, 50), 'image/png', picture)).toBeUndefined();
    expect(decodePicture(Buffer.from('RIFF'), 'image/webp', picture)).toBeUndefined();
    expect(reds({ width: 7, height: 5, data: PNG.sync.read(png).data })).toEqual(reds(numbered(7, 5)));
  });
});
