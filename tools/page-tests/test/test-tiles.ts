import sharp from 'sharp';
import { expect, test } from 'vitest';
import { boxOf, draw, fileInput, WAIT } from './page-actions.ts';
import type { SystemUnderTest } from './start-system.ts';

/** Tests what the tiles of the gallery show of unusual images. */
export function testTiles(system: SystemUnderTest): void {
  test('shows a panorama in the gallery without cropping it', async () => {
    const page = await system.pageOf('ben');
    const side = { width: 40, height: 100, channels: 3, background: 'red' } as const;
    const panorama = sharp({ create: { ...side, width: 2000, background: 'blue' } }).composite([
      { input: { create: side }, left: 0, top: 0 },
      { input: { create: side }, left: 1960, top: 0 },
    ]);
    const name = 'panorama.png';
    const buffer = await panorama.png().toBuffer();
    await fileInput(page).setInputFiles({ name, mimeType: 'image/png', buffer });
    await page.getByRole('link', { name: `View ${name}` }).waitFor(WAIT);
    const tile = page.locator('.tile', { hasText: name });
    await tile.locator('img.is-loaded').waitFor(WAIT);
    const red = { red: expect.closeTo(255, -2), blue: expect.closeTo(0, -2) };
    await expect.poll(async () => endsOf(await tile.screenshot())).toEqual([red, red]);
  });

  test('shows a name that turns its ending around as it is stored', async () => {
    const page = await system.pageOf('ben');
    const { buffer, mimeType } = await draw('');
    const [before, after] = ['photo-', 'gpj.exe'];
    const shown = `${before}\\u202e${after}`;
    const name = `${before}\u202e${after}`;
    await fileInput(page).setInputFiles({ name, mimeType, buffer });
    await page.locator('.upload-name', { hasText: shown }).waitFor();
    const link = page.getByRole('link', { name: `View ${shown}` });
    await link.click(WAIT);
    await page.getByRole('heading', { level: 1, name: shown }).waitFor();
    await expect.poll(() => page.title()).toBe(`${shown} · Miniatura`);
    await page.getByRole('img', { name: shown }).waitFor();
    await page.getByRole('link', { name: 'All images' }).click();
    await page.locator('.tile', { hasText: shown }).first().waitFor();
    expect(await page.locator('body').innerText()).not.toContain('\u202e');
  });

  test('shows complete lines of the reason of a rejection in a low tile', async () => {
    const page = await system.pageOf('ben');
    const { buffer } = await draw('');
    await fileInput(page).setInputFiles({
      name: 'damaged.jpg',
      mimeType: 'image/jpeg',
      buffer: buffer.subarray(0, buffer.length / 2),
    });
    const tile = page.locator('.tile', { hasText: 'damaged.jpg' });
    await tile.waitFor(WAIT);
    for (const height of [120, 100, 85, 65, 45]) {
      await tile.evaluate((element, size) => {
        const { style } = element as unknown as { style: Record<string, string> };
        Object.assign(style, { width: '96px', height: `${size}px` });
      }, height);
      const { y } = await boxOf(tile);
      const reason = await boxOf(tile.locator('.rejection-reason'));
      expect(reason.y + reason.height).toBeLessThan(y + height);
    }
  });
}

/** Returns the colours at the left and the right of an image, in the middle of its height. */
async function endsOf(image: Buffer) {
  const { data, info } = await sharp(image)
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const row = Math.floor(info.height / 2) * info.width;
  return [row + 2, row + info.width - 3].map((pixel) => ({
    red: data[pixel * info.channels] ?? 0,
    blue: data[pixel * info.channels + 2] ?? 0,
  }));
}
