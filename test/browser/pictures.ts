import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

const IMAGES = new URL('../../docs/images/', import.meta.url);
const fileOf = (name: string): URL => new URL(`${name}.png`, IMAGES);

/** `npm run pictures` writes docs/images. The tests only compare sizes, since another machine has other fonts. */
export const WRITES_PICTURES = process.env['WRITE_PICTURES'] === 'true';

/** Writes a picture of a page. Throws without the font Inter, since another font would change every line. */
export const writePicture = async (name: string, picture: Buffer, page: Page): Promise<void> => {
  if (!(await isInInter(page))) throw new Error('Inter is not installed (apt-get install fonts-inter)');
  mkdirSync(IMAGES, { recursive: true });
  writeFileSync(fileOf(name), picture);
};

type Size = { readonly width: number; readonly height: number };

/** Returns the size of a PNG from its header. */
export const pngSize = (png: Buffer): Size => ({ width: png.readUInt32BE(16), height: png.readUInt32BE(20) });

/** Returns the size of a stored picture. */
export const storedSize = (name: string): Size => pngSize(readFileSync(fileOf(name)));

const isInInter = (page: Page): Promise<boolean> =>
  page.evaluate<boolean>(`(() => {
    const context = document.createElement('canvas').getContext('2d');
    const width = (font) => { context.font = '40px ' + font; return context.measureText('Statement 0123').width; };
    return width('Inter, monospace') !== width('monospace');
  })()`);
