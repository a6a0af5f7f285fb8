import { drawImage } from '@miniatura/local/test-support/draw-images';
import type { Locator, Page } from 'playwright-core';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { drawScene, SCENES } from '../src/draw-scene.ts';
import { accessibilityFaults } from './open-browser.ts';
import { draw, fileInput, follow, uploadAndView, WAIT } from './page-actions.ts';
import type { SystemUnderTest } from './start-system.ts';

/** Tests the page of one image and who may see it. */
export function testImage(system: SystemUnderTest): void {
  test('shows under the address of an image that image alone, and leads to no image of others', async () => {
    const ann = await system.pageOf('ann');
    const [scene] = SCENES;
    if (scene === undefined) throw new Error('Expected a scene');
    const buffer = await drawScene({ ...scene, size: [320, 213] });
    const file = { mimeType: 'image/jpeg', buffer };
    const uploaded = async (page: Page, name: string) => {
      await fileInput(page).setInputFiles({ ...file, name });
      await page.getByRole('link', { name: `View ${name}` }).click(WAIT);
      await page.getByRole('heading', { level: 1, name }).waitFor();
      return new URL(page.url()).pathname;
    };
    const first = await uploaded(ann, 'first-of-ann.jpg');
    await ann.goto(system.endpoints().page);
    await uploaded(ann, 'second-of-ann.jpg');
    await ann.getByRole('link', { name: 'another image' }).click();
    await ann.getByRole('heading', { level: 1, name: 'first-of-ann.jpg' }).waitFor();
    expect(new URL(ann.url()).pathname).toBe(first);
    // Similar images share rows, also on a phone.
    await ann.setViewportSize({ width: 390, height: 844 });
    const similar = ann.locator('.tile-row .tile').first();
    await expect.poll(async () => (await similar.boundingBox())?.width ?? 390).toBeLessThan(230);

    const ben = await system.pageOf('ben');
    await uploaded(ben, 'of-ben.jpg');
    expect(await ben.getByText('another image').count()).toBe(0);
    await follow(ben, first);
    await ben.getByRole('button', { name: 'Try again' }).waitFor();
    expect(await ben.getByRole('button', { name: 'Delete' }).count()).toBe(0);
    expect(await ben.locator('main').getByText('of-ben.jpg').count()).toBe(0);
  });

  test('shows an image and its facts only to its owner, who can delete it', async () => {
    const ann = await system.pageOf('ann');
    const address = await uploadAndView(ann, 'mine.jpg');
    await ann.getByRole('table').getByRole('link', { name: 'large' }).waitFor();

    const ben = await system.pageOf('ben', new URL(address).pathname);
    await ben.getByText('does not exist, or is not yours').waitFor();
    expect(await ben.getByRole('button', { name: 'Delete' }).count()).toBe(0);

    await ann.getByRole('button', { name: 'Delete', exact: true }).click();
    await ann.locator('.tile').first().waitFor();
    await expect.poll(() => ann.locator('.tile', { hasText: 'mine.jpg' }).count(), WAIT).toBe(0);
    for (const gone of [address, `${system.endpoints().page}/pictures/mistyped`]) {
      await ann.goto(gone);
      await ann.getByText('does not exist, or is not yours').waitFor();
    }
  });

  test('shows an image of the gallery at once, before its details are known', async () => {
    const page = await system.pageOf('ann');
    const address = new URL(await uploadAndView(page, 'at-once.jpg'));
    await page.getByRole('link', { name: 'All images' }).click();
    const imageId = address.pathname.split('/').at(-1);
    const details = `${system.endpoints().api}/images/${imageId}`;
    await page.route(details, () => undefined);
    await page.locator('.tile', { hasText: 'at-once.jpg' }).click();
    const loading = page.getByRole('status', { name: 'Loading the image' });
    await loading.locator('canvas').waitFor();
    await loading.locator('img').waitFor();
    await page.unroute(details);
    await page.getByRole('link', { name: 'All images' }).click();
    await page.locator('.tile', { hasText: 'at-once.jpg' }).click();
    await page.getByRole('heading', { level: 1, name: 'at-once.jpg' }).waitFor();
  });

  test('copies the link of the image that is shown, and offers that of the next one', async () => {
    const page = await system.pageOf('ann');
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    for (const name of ['linked-1.jpg', 'linked-2.jpg']) {
      await fileInput(page).setInputFiles(await draw(name));
      await page.locator('.tile', { hasText: name }).waitFor(WAIT);
    }
    await page.locator('.tile').first().click();
    await page.getByRole('button', { name: 'Copy link' }).click();
    await page.getByRole('button', { name: 'Link copied' }).waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(page.url());
    await page.getByRole('button', { name: 'Next image' }).click();
    await page.getByRole('button', { name: 'Copy link' }).waitFor();
  });

  test('zooms by button, key and double click, and moves by drag and key without leading to a neighbour', async () => {
    const page = await system.pageOf('ann');
    await uploadAndView(page, 'zoomed.jpg');
    const image = page.locator('.hero img');
    const width = async () => (await image.boundingBox())?.width ?? 0;
    const place = async () => (await page.locator('.hero').boundingBox())?.width ?? 0;
    await page.getByRole('button', { name: 'Zoom in' }).click();
    await expect.poll(async () => (await width()) / (await place())).toBeCloseTo(2, 1);
    await expect.poll(() => image.getAttribute('src')).toContain('/originals/');
    await page.keyboard.press('+');
    await expect.poll(async () => (await width()) / (await place())).toBeCloseTo(4, 1);
    await page.keyboard.press('-');
    await page.keyboard.press('-');
    await expect.poll(async () => (await width()) / (await place())).toBeLessThanOrEqual(1);
    await image.dblclick();
    await expect.poll(async () => (await width()) / (await place())).toBeCloseTo(2, 1);
    await image.hover();
    await page.mouse.down();
    await page.mouse.move(100, 300);
    await page.mouse.up();
    await page.getByRole('heading', { level: 1, name: 'zoomed.jpg' }).waitFor();
    const hero = page.locator('.hero');
    const left = () => hero.evaluate(({ scrollLeft }) => scrollLeft);
    await hero.evaluate((element) => element.scrollTo(0, 0));
    await hero.press('ArrowRight');
    await expect.poll(left).toBeGreaterThan(0);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('heading', { level: 1, name: 'zoomed.jpg' }).waitFor();
  });

  test('keeps the focus where it is when an image is no longer zoomed', async () => {
    const page = await system.pageOf('ann');
    await uploadAndView(page, 'zoomed-by-key.jpg');
    const hero = page.locator('.hero');
    const hasFocus = (element: Locator) =>
      element.evaluate((each) => each === each.ownerDocument.activeElement);
    const isZoomed = async () => (await page.locator('.hero.is-zoomed').count()) > 0;
    await page.keyboard.press('+');
    await expect.poll(isZoomed).toBe(true);
    await hero.focus();
    await page.keyboard.press('-');
    await expect.poll(isZoomed).toBe(false);
    await afterNextFrame(page);
    expect(await hasFocus(hero)).toBe(true);
    for (const name of ['Zoom in', 'Zoom out']) {
      const button = page.getByRole('button', { name });
      await button.focus();
      for (const _ of [1, 2, 3]) await page.keyboard.press('Enter');
      await expect.poll(() => button.getAttribute('aria-disabled')).toBe('true');
      await afterNextFrame(page);
      expect(await hasFocus(button), name).toBe(true);
    }
  });

  test('shows a wide screen more pixels than the thumbnails have, and the largest thumbnail if that fails', async () => {
    const page = await system.pageOf('ann');
    await page.setViewportSize({ width: 1920, height: 1080 });
    const buffer = await sharp(await drawImage(7))
      .resize(2400, 1600, { fit: 'fill' })
      .jpeg()
      .toBuffer();
    await fileInput(page).setInputFiles({ name: 'wide.jpg', mimeType: 'image/jpeg', buffer });
    await page.getByRole('link', { name: 'View wide.jpg' }).click(WAIT);
    const shown = page.locator('.hero img');
    const sourceOf = () =>
      shown.evaluate((image) => {
        const { currentSrc, naturalWidth } = image as unknown as ShownImage;
        return naturalWidth > 0 ? new URL(currentSrc).pathname : '';
      });
    await expect.poll(sourceOf, WAIT).toMatch(/\/render$/);
    await page.route('**/render?**', (route) => route.abort());
    await page.reload();
    await expect.poll(sourceOf, WAIT).toMatch(/\/large\.webp$/);
  });
}

/** Waits until the browser has drawn, after which it takes the focus from what cannot have it. */
async function afterNextFrame(page: Page): Promise<void> {
  const drawn = 'new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))';
  await page.evaluate(drawn);
}

/** An image element of the browser. */
interface ShownImage {
  readonly currentSrc: string;
  readonly naturalWidth: number;
}
