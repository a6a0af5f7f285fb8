import { dataDirectory } from '@miniatura/local/data-directory';
import { openMetadata } from '@miniatura/metadata';
import { expect, test } from 'vitest';
import { fillDays } from './fill-days.ts';
import { draw, fileInput, WAIT } from './page-actions.ts';
import type { SystemUnderTest } from './start-system.ts';

/** Tests the timeline of many images and its filter. Ann has images, some of which are rejected. */
export function testGallery(system: SystemUnderTest): void {
  test('scrolls through 20,000 images with few nodes, leads to any day, and back to the same place', async () => {
    const metadata = await openMetadata({ url: dataDirectory(system.folder()).databaseUrl });
    await fillDays(metadata, { uploadedBy: 'ida', days: 40, imagesPerDay: 500 });
    await metadata.close();
    const ida = await system.pageOf('ida');
    await ida.getByRole('link', { name: 'Images' }).click();
    await ida.locator('.day-heading', { hasText: 'February 9, 2025' }).waitFor(WAIT);
    const day = ida.getByRole('slider', { name: 'Day' });
    await day.press('End');
    await ida.locator('.day-heading', { hasText: 'January 1, 2025' }).waitFor(WAIT);
    await ida.locator('.tile', { hasText: 'day-0-499.jpg' }).waitFor(WAIT);
    await day.press('Home');
    for (let step = 1; step <= 10; step++) {
      await expect.poll(() => day.getAttribute('aria-valuenow')).toBe(`${step - 1}`);
      await day.press('ArrowDown');
    }
    await ida.locator('.tile', { hasText: 'day-29-499.jpg' }).waitFor(WAIT);
    const nodeCount = () => ida.locator('*').count();
    await expect.poll(nodeCount).toBeLessThan(1500);
    await ida.waitForURL(/at=2025-01-30/);
    await ida.locator('.tile', { hasText: 'day-29-499.jpg' }).click();
    await ida.getByRole('heading', { level: 1, name: 'day-29-499.jpg' }).waitFor();
    await ida.getByRole('button', { name: 'Full screen' }).click();
    const isFullScreen = () => ida.evaluate('document.fullscreenElement !== null');
    await expect.poll(isFullScreen).toBe(true);
    await ida.keyboard.press('ArrowRight');
    await ida.getByText('day-29-498.jpg').first().waitFor({ state: 'attached' });
    expect(await isFullScreen()).toBe(true);
    await ida.evaluate('document.exitFullscreen()');
    await ida.getByRole('button', { name: 'Previous image' }).click();
    await ida.getByRole('heading', { level: 1, name: 'day-29-499.jpg' }).waitFor();
    await ida.keyboard.press('Escape');
    await ida.locator('.tile', { hasText: 'day-29-499.jpg' }).click();
    await ida.getByRole('heading', { level: 1, name: 'day-29-499.jpg' }).waitFor();
    await ida.goBack();
    const tile = ida.locator('.tile', { hasText: 'day-29-499.jpg' });
    await tile.waitFor(WAIT);
    const isInUpperHalf = async () => {
      const { y = -1 } = (await tile.boundingBox()) ?? {};
      return y >= 0 && y < 400;
    };
    await expect.poll(isInUpperHalf).toBe(true);
  });

  test('keeps its filter in the address', async () => {
    const page = await system.pageOf('ann');
    await page.locator('.tile').first().waitFor(WAIT);
    await page.getByRole('button', { name: 'Filter', exact: true }).click();
    await page.getByLabel('Status').selectOption('rejected');
    await page.waitForURL(/status=rejected/);
    await page.reload();
    await page.locator('.tile', { hasText: 'Rejected' }).first().waitFor(WAIT);
    expect(await page.locator('.tile img').count()).toBe(0);
    await page.getByRole('button', { name: 'Clear filter' }).click();
    await page.getByRole('button', { name: 'Filter', exact: true }).click();
    await page.getByLabel('Order').selectOption('name');
    await page.waitForURL(/\?sort=name/);
    await page.getByRole('heading', { name: 'All images' }).waitFor(WAIT);
    await page.getByLabel('Order').selectOption('');
    await page.locator('.tile img').first().waitFor(WAIT);
    await expect.poll(() => new URL(page.url()).search).toBe('');
  });

  test('searches names, labels and descriptions, suggests labels with counts, and keeps it in the address', async () => {
    const page = await system.pageOf('ann');
    for (const name of ['Zebra crossing.jpg', 'other.jpg']) {
      await fileInput(page).setInputFiles({ ...(await draw(name)), name });
      await page.locator('.tile', { hasText: name }).waitFor(WAIT);
    }
    await page.getByRole('combobox', { name: 'Search' }).focus();
    const options = page.locator('#label-suggestions option');
    await expect.poll(() => options.count()).toBeGreaterThan(0);
    expect(await options.first().textContent()).toMatch(/^\d+$/);
    await page.getByRole('combobox', { name: 'Search' }).blur();
    await page.keyboard.press('/');
    await page.keyboard.type('zEBra');
    await page.waitForURL(/text=zEBra/);
    await page.locator('.tile', { hasText: 'Zebra crossing.jpg' }).waitFor(WAIT);
    await expect.poll(() => page.locator('.tile').count()).toBe(1);
    await page.locator('.tile').click();
    await page.getByRole('heading', { level: 1, name: 'Zebra crossing.jpg' }).waitFor();
    await page.goBack();
    await expect.poll(() => page.locator('.tile').count()).toBe(1);
    expect(await page.getByRole('combobox', { name: 'Search' }).inputValue()).toBe('zEBra');
    await page.getByRole('combobox', { name: 'Search' }).press('End');
    await page.keyboard.type(' x');
    await page.waitForURL(/text=zEBra(\+|%20)x/);
    // The field keeps the focus while its results change.
    await page.keyboard.type('yz');
    await page.waitForURL(/xyz/);
    await page.getByText('No image matches').waitFor();
    // The letters of a search are one step of the history.
    await page.goBack();
    await page.waitForURL((url) => url.search === '');
    await page.goForward();
    await page.waitForURL(/xyz/);
    await page.setViewportSize({ width: 390, height: 844 });
    const field = page.getByRole('combobox', { name: 'Search' });
    await expect.poll(async () => (await field.boundingBox())?.width).toBeGreaterThan(200);
  });
}
