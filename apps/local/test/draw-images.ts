import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';

/** A small image that differs from those with other numbers. */
export function drawImage(number: number): Promise<Buffer> {
  const background = `#${(0x102030 + number * 7919).toString(16).padStart(6, '0').slice(-6)}`;
  return sharp({ create: { width: 160 + (number % 50), height: 120, channels: 3, background } })
    .jpeg()
    .toBuffer();
}

/**
 * A folder like that of a user: images of several types, a subfolder, and a file that is not an
 * image.
 */
export async function drawFolder(folder: string): Promise<void> {
  await mkdir(join(folder, 'trips/été 2026'), { recursive: true });
  const image = await drawImage(1);
  await Promise.all([
    writeFile(join(folder, 'first.jpg'), image),
    writeFile(join(folder, 'second.png'), await sharp(image).png().toBuffer()),
    writeFile(
      join(folder, 'trips/été 2026/third + last.webp'),
      await sharp(image).webp().toBuffer(),
    ),
    writeFile(join(folder, 'notes.txt'), 'Words are no image.'),
    writeFile(join(folder, 'drawing.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>'),
    writeFile(join(folder, 'empty.jpg'), ''),
    writeFile(join(folder, 'cut.jpg'), image.subarray(0, image.length / 2)),
    writeFile(join(folder, '.hidden.jpg'), image),
  ]);
}
