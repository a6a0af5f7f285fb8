import { expect, test } from 'vitest';
import { draw, drawnCount, drop, fileInput, holdUploads, rowOf, WAIT } from './page-actions.ts';
import type { SystemUnderTest } from './start-system.ts';

/**
 * Tests uploads by drop and by selection, and cancelling, retrying and pausing them. The users have
 * no images before.
 */
export function testUploads(system: SystemUnderTest): void {
  test('shows the progress of 50 dropped images, then their thumbnails or the reasons of rejections', async () => {
    const page = await system.pageOf('ann');
    const names = Array.from({ length: 48 }, (_, index) => `image-${index}.jpg`);
    const images = await Promise.all(names.map(draw));
    const [whole] = images;
    const broken = { name: 'broken.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('broken') };
    const cut = {
      ...broken,
      name: 'cut.jpg',
      buffer: whole?.buffer.subarray(0, 200) ?? broken.buffer,
    };
    const text = { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('words') };
    await drop(page, [...images, broken, cut, text]);

    expect(await page.locator('.upload-row').count()).toBe(51);
    await page.getByText('48 of 51 done, 3 rejected').waitFor(WAIT);
    for (const name of ['notes.txt', 'broken.jpg']) {
      await rowOf(page, name).getByText('This file type is not supported').waitFor();
    }
    await rowOf(page, 'cut.jpg').getByText('damaged').waitFor();
    await rowOf(page, 'image-47.jpg').scrollIntoViewIfNeeded();
    await expect.poll(() => drawnCount(page), WAIT).toBeGreaterThan(0);
    await page.locator('.day-heading', { hasText: '51 images' }).waitFor(WAIT);
    expect(await page.locator('.tile img.is-loaded').count()).toBeGreaterThan(0);
  });

  test('cancels an upload, which disappears from the list and is not stored', async () => {
    const page = await system.pageOf('ben');
    const release = await holdUploads(page, system.endpoints().s3);
    await fileInput(page).setInputFiles(await draw('<b>cancelled<b>.jpg'));
    await page.getByRole('button', { name: 'Cancel <b>cancelled<b>.jpg' }).click();
    await expect.poll(() => page.locator('.upload-row').count()).toBe(0);
    await release();
    await page.reload();
    await page.getByText('No images yet').waitFor();
  });

  test('says that the server is away, and uploads when it is back and asked again', async () => {
    const page = await system.pageOf('ben');
    await page.route(`${system.endpoints().api}/uploads`, (route) => route.abort());
    await fileInput(page).setInputFiles(await draw('patient.jpg'));
    await rowOf(page, 'patient.jpg').getByText('server cannot be reached').waitFor(WAIT);
    await page.unroute(`${system.endpoints().api}/uploads`);
    await page.getByRole('button', { name: 'Retry patient.jpg' }).click();
    await page.getByRole('link', { name: 'View patient.jpg' }).waitFor(WAIT);
  });

  test('offers a pause once the upload has started', async () => {
    const page = await system.pageOf('ben');
    const { promise: isFormAllowed, resolve: allowForm } = Promise.withResolvers<void>();
    await page.route(`${system.endpoints().api}/uploads`, async (route) => {
      await isFormAllowed;
      await route.continue();
    });
    await holdUploads(page, system.endpoints().s3);
    await fileInput(page).setInputFiles(await draw('unstarted.jpg'));
    const pause = page.getByRole('button', { name: 'Pause', exact: true });
    await page.getByRole('button', { name: 'Cancel all' }).waitFor();
    expect(await pause.count()).toBe(0);
    allowForm();
    await pause.click();
    await page.getByRole('button', { name: 'Resume' }).waitFor();
  });

  test('shows images within 120 pixels on a phone, and keeps a paused upload', async () => {
    const page = await system.pageOf('ann');
    await page.setViewportSize({ width: 390, height: 844 });
    await page.reload();
    await page.locator('.tile').first().waitFor(WAIT);
    expect((await page.locator('.tile').first().boundingBox())?.y).toBeLessThanOrEqual(120);

    const release = await holdUploads(page, system.endpoints().s3);
    await fileInput(page).setInputFiles(await draw('paused.jpg'));
    await page.getByRole('button', { name: 'Pause', exact: true }).click();
    await page.getByRole('button', { name: 'Resume' }).waitFor();
    await release();
    await page.getByText('0 of 1 done').waitFor();
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.getByText('1 of 1 done').waitFor(WAIT);
    expect(await page.locator('.upload-row').count()).toBe(0);
    await page.getByRole('button', { name: 'Show files' }).click();
    await page.getByRole('link', { name: 'View paused.jpg' }).waitFor();
  });
}
