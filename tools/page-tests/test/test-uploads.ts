import { join } from 'node:path';
import type { Request } from 'playwright-core';
import sharp from 'sharp';
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
    const empty = { ...broken, name: 'empty.jpg', buffer: Buffer.alloc(0) };
    await drop(page, [...images, broken, cut, text, empty]);

    await expect.poll(() => page.locator('.upload-row').count()).toBe(52);
    await page.getByText('48 of 52 done, 4 rejected').waitFor(WAIT);
    await rowOf(page, 'empty.jpg').getByText('Not uploaded: The file is empty.').waitFor();
    for (const name of ['notes.txt', 'broken.jpg']) {
      await rowOf(page, name).getByText('This file type is not supported').waitFor();
    }
    await rowOf(page, 'cut.jpg').getByText('damaged').waitFor();
    await rowOf(page, 'image-47.jpg').scrollIntoViewIfNeeded();
    await expect.poll(() => drawnCount(page), WAIT).toBeGreaterThan(0);
    const imageCount = async () => {
      const counts = await page.locator('.day-heading .quiet').allTextContents();
      return counts.reduce((sum, count) => sum + Number.parseInt(count), 0);
    };
    // Around midnight, the images are of two days.
    await expect.poll(imageCount, WAIT).toBe(51);
    await page.locator('.tile img.is-loaded').first().waitFor(WAIT);
  });

  test('cancels an upload, which disappears from the list and is not stored', async () => {
    const page = await system.pageOf('ben');
    const release = await holdUploads(page, system.endpoints().s3);
    const isUpload = (request: Request) =>
      request.method() === 'POST' && request.url().startsWith(system.endpoints().s3);
    const sent = page.waitForRequest(isUpload, WAIT);
    await fileInput(page).setInputFiles(await draw('<b>cancelled<b>.jpg'));
    await sent;
    // Until the browser has ended the request, its release would send it.
    const ended = page.waitForEvent('requestfailed', { predicate: isUpload, ...WAIT });
    await page.getByRole('button', { name: 'Cancel <b>cancelled<b>.jpg' }).click();
    await ended;
    await expect.poll(() => page.locator('.upload-row').count()).toBe(0);
    await release();
    await page.reload();
    await page.getByText('No images yet').waitFor();
  });

  test('asks before an unfinished upload is left behind', async () => {
    const page = await system.pageOf('ben');
    await holdUploads(page, system.endpoints().s3);
    await fileInput(page).setInputFiles(await draw('unfinished.jpg'));
    await page.getByRole('button', { name: 'Pause unfinished.jpg' }).click();
    const asked = page.waitForEvent('dialog');
    await page.close({ runBeforeUnload: true });
    const dialog = await asked;
    expect(dialog.type()).toBe('beforeunload');
    await dialog.accept();
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
    await page.getByRole('button', { name: 'Resume', exact: true }).waitFor();
  });

  test('shows images within 120 pixels on a phone, and keeps a paused upload', async () => {
    const page = await system.pageOf('ann');
    await page.setViewportSize({ width: 390, height: 844 });
    await page.reload();
    await page.locator('.tile').first().waitFor(WAIT);
    const topOfTile = async () => (await page.locator('.tile').first().boundingBox())?.y;
    await expect.poll(topOfTile).toBeLessThanOrEqual(120);

    const release = await holdUploads(page, system.endpoints().s3);
    await fileInput(page).setInputFiles(await draw('paused.jpg'));
    await page.getByRole('button', { name: 'Pause', exact: true }).click();
    await page.getByRole('button', { name: 'Resume', exact: true }).waitFor();
    await release();
    await page.getByText('0 of 1 done').waitFor();
    await page.getByRole('button', { name: 'Resume', exact: true }).click();
    await page.getByText('1 of 1 done').waitFor(WAIT);
    expect(await page.locator('.upload-row').count()).toBe(0);
    await page.getByRole('button', { name: 'Show files' }).click();
    await page.getByRole('link', { name: 'View paused.jpg' }).waitFor();
  });

  test('continues a large upload after a pause and after a reload, without what is stored', async () => {
    const page = await system.pageOf('ben');
    // Three parts, in a file whose time does not change.
    const path = join(system.folder(), 'large.tif');
    await sharp({ create: { width: 3000, height: 2200, channels: 3, background: '#357' } })
      .tiff({ compression: 'none' })
      .toFile(path);
    const sent: string[] = [];
    const numberOf = (url: string) => new URL(url).searchParams.get('partNumber') ?? '';
    page.on('requestfinished', (request) => {
      if (request.method() === 'PUT') sent.push(numberOf(request.url()));
    });
    let lastAllowed = '1';
    await page.route(`${system.endpoints().s3}/**`, (route) =>
      numberOf(route.request().url()) > lastAllowed ? undefined : route.continue(),
    );
    await fileInput(page).setInputFiles(path);
    await rowOf(page, 'large.tif').getByText('42%').waitFor(WAIT);
    // The bytes of a part are sent before it is stored, and a pause in between ends its request.
    await expect.poll(() => sent).toEqual(['1']);
    await page.getByRole('button', { name: 'Pause large.tif' }).click();
    await rowOf(page, 'large.tif').getByText('Paused').waitFor();
    lastAllowed = '2';
    await page.getByRole('button', { name: 'Resume large.tif' }).click();
    await rowOf(page, 'large.tif').getByText('85%').waitFor(WAIT);
    await expect.poll(() => sent).toEqual(['1', '2']);
    await page.reload();
    await page.getByText('1 interrupted').waitFor();
    await rowOf(page, 'large.tif').getByText('16.8 MB of 19.8 MB are uploaded').waitFor();
    const again = page.getByLabel('large.tif again', { exact: true });
    await again.setInputFiles(await draw('another.jpg'));
    await page.getByText('This is another file. Choose large.tif of 19.8 MB').waitFor();
    lastAllowed = '3';
    await again.setInputFiles(path);
    await page.getByRole('link', { name: 'View large.tif' }).waitFor(WAIT);
    await expect.poll(() => sent).toEqual(['1', '2', '3']);
    await page.getByText('1 of 1 done').waitFor();
  });

  test('keeps nothing of a large upload that is cancelled while it begins', async () => {
    const page = await system.pageOf('ben');
    const { promise: isAllowed, resolve: allow } = Promise.withResolvers<void>();
    await page.route(`${system.endpoints().api}/uploads/multipart`, async (route) => {
      await isAllowed;
      await route.continue();
    });
    const path = join(system.folder(), 'large.tif');
    const begun = page.waitForRequest((request) => request.url().endsWith('/uploads/multipart'));
    await fileInput(page).setInputFiles(path);
    await begun;
    await page.getByRole('button', { name: 'Cancel large.tif' }).click();
    const aborted = page.waitForResponse((response) => response.request().method() === 'DELETE');
    allow();
    expect((await aborted).status()).toBe(204);
    await page.reload();
    await page.locator('.tile').first().waitFor(WAIT);
    expect(await page.locator('.upload-bar').count()).toBe(0);
  });

  test('discards an interrupted upload', async () => {
    const page = await system.pageOf('ben');
    const path = join(system.folder(), 'large.tif');
    await page.route(`${system.endpoints().s3}/**`, () => undefined);
    const begun = page.waitForRequest((request) => request.method() === 'PUT');
    await fileInput(page).setInputFiles(path);
    await begun;
    await page.reload();
    await page.getByRole('button', { name: 'Discard large.tif' }).click();
    await expect.poll(() => page.locator('.upload-bar').count()).toBe(0);
    await page.reload();
    await page.locator('.tile').first().waitFor(WAIT);
    expect(await page.locator('.upload-bar').count()).toBe(0);
  });
}
