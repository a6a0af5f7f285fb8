import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { openMetadata } from '@miniatura/metadata';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { dataDirectory } from '@miniatura/local/data-directory';
import { fillDays } from './fill-days.ts';
import { labelAsViolent, VIOLENCE_POLICY } from '@miniatura/local/test-support/label-as-violent';
import {
  accessibilityFaults,
  findChromium,
  launchChromium,
  signIn,
  visit,
} from './open-browser.ts';
import {
  draw,
  drawnCount,
  drop,
  fileInput,
  follow,
  rowOf,
  uploadAndView,
  WAIT,
} from './page-actions.ts';
import {
  endProcess,
  runCommand,
  startStackProcess,
  temporaryFolder,
  type RunningStack,
} from '@miniatura/local/test-support/run-command';

const executablePath = findChromium();
if (executablePath === undefined) {
  console.warn('Skipped: no Chromium was found; CHROMIUM_PATH can name one.');
}

const WEB = fileURLToPath(new URL('../../../apps/web', import.meta.url));
const TIMEOUT_MS = 180_000;

describe.skipIf(executablePath === undefined)('the page in a browser', () => {
  let folder: string;
  let stack: RunningStack;
  let browser: Browser;

  beforeAll(async () => {
    await promisify(execFile)('npm', ['run', 'build'], { cwd: WEB });
    folder = await temporaryFolder();
    stack = await startStackProcess(folder, 0);
    browser = await launchChromium(executablePath ?? '');
  }, TIMEOUT_MS);

  afterAll(async () => {
    await browser?.close();
    if (stack) await endProcess(stack.process, 'SIGKILL');
    if (folder) await rm(folder, { recursive: true });
  });

  /** A signed-in user's tab, whose page broke no policy and threw nothing by the test's end. */
  async function pageOf(username: Parameters<typeof signIn>[1], path = '/'): Promise<Page> {
    const { page, violations } = await visit(browser, `${stack.endpoints.page}${path}`);
    onTestFinished(async () => {
      await page.context().close();
      expect(violations).toEqual([]);
    });
    await signIn(page, username);
    return page;
  }

  test(
    'shows 50 dropped pictures on their way, then their thumbnails, or why there is none',
    async () => {
      const page = await pageOf('ann');
      const names = Array.from({ length: 48 }, (_, index) => `picture-${index}.jpg`);
      const pictures = await Promise.all(names.map(draw));
      const [whole] = pictures;
      const broken = { name: 'broken.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('broken') };
      const cut = {
        ...broken,
        name: 'cut.jpg',
        buffer: whole?.buffer.subarray(0, 200) ?? broken.buffer,
      };
      const text = { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('words') };
      await drop(page, [...pictures, broken, cut, text]);

      expect(await page.locator('.upload-row').count()).toBe(51);
      await page.getByText('48 of 51 done, 3 refused').waitFor(WAIT);
      for (const name of ['notes.txt', 'broken.jpg']) {
        await rowOf(page, name).getByText('not a picture of a kind that is taken').waitFor();
      }
      await rowOf(page, 'cut.jpg').getByText('damaged').waitFor();
      await rowOf(page, 'picture-47.jpg').scrollIntoViewIfNeeded();
      await expect.poll(() => drawnCount(page), WAIT).toBeGreaterThan(0);
      await page.locator('.day-heading', { hasText: '51 pictures' }).waitFor(WAIT);
      expect(await page.locator('.tile img.is-loaded').count()).toBeGreaterThan(0);
    },
    TIMEOUT_MS,
  );

  test(
    'lets an upload be cancelled: it is gone from the list, and was never stored',
    async () => {
      const page = await pageOf('ben');
      await page.route(`${stack.endpoints.s3}/**`, (route) =>
        route.request().method() === 'POST' ? undefined : route.continue(),
      );
      await fileInput(page).setInputFiles(await draw('<b>cancelled<b>.jpg'));
      await page.getByRole('button', { name: 'Cancel <b>cancelled<b>.jpg' }).click();
      await expect.poll(() => page.locator('.upload-row').count()).toBe(0);
      await page.unroute(`${stack.endpoints.s3}/**`);
      await page.reload();
      await page.getByText('No pictures yet').waitFor();
    },
    TIMEOUT_MS,
  );

  test(
    'shows under the address of a picture that picture alone, and leads to no picture of others',
    async () => {
      const ann = await pageOf('ann');
      const file = await draw('first-of-ann.jpg');
      const uploaded = async (page: Page, name: string) => {
        await fileInput(page).setInputFiles({ ...file, name });
        await page.getByRole('link', { name: `View ${name}` }).click(WAIT);
        await page.getByRole('heading', { level: 1, name }).waitFor();
        return new URL(page.url()).pathname;
      };
      const first = await uploaded(ann, 'first-of-ann.jpg');
      await ann.goto(stack.endpoints.page);
      await uploaded(ann, 'second-of-ann.jpg');
      await ann.getByRole('link', { name: 'another picture' }).click();
      await ann.getByRole('heading', { level: 1, name: 'first-of-ann.jpg' }).waitFor();
      expect(new URL(ann.url()).pathname).toBe(first);

      const ben = await pageOf('ben');
      await uploaded(ben, 'of-ben.jpg');
      expect(await ben.getByText('another picture').count()).toBe(0);
      await follow(ben, first);
      await ben.getByRole('button', { name: 'Try again' }).waitFor();
      expect(await ben.getByRole('button', { name: 'Delete…' }).count()).toBe(0);
      expect(await ben.locator('main').getByText('of-ben.jpg').count()).toBe(0);
    },
    TIMEOUT_MS,
  );

  test(
    'says that the server is away, and uploads when it is back and asked again',
    async () => {
      const page = await pageOf('ben');
      await page.route(`${stack.endpoints.api}/uploads`, (route) => route.abort());
      await fileInput(page).setInputFiles(await draw('patient.jpg'));
      await rowOf(page, 'patient.jpg').getByText('server cannot be reached').waitFor(WAIT);
      await page.unroute(`${stack.endpoints.api}/uploads`);
      await page.getByRole('button', { name: 'Retry patient.jpg' }).click();
      await page.getByRole('link', { name: 'View patient.jpg' }).waitFor(WAIT);
    },
    TIMEOUT_MS,
  );

  test(
    'shows a picture and its facts to its owner alone, who can delete it',
    async () => {
      const ann = await pageOf('ann');
      const address = await uploadAndView(ann, 'mine.jpg');
      await ann.getByRole('table').getByRole('link', { name: 'large' }).waitFor();

      const ben = await pageOf('ben', new URL(address).pathname);
      await ben.getByText('not there, or not yours').waitFor();
      expect(await ben.getByRole('button', { name: 'Delete…' }).count()).toBe(0);

      await ann.getByRole('button', { name: 'Delete…' }).click();
      await ann.getByRole('button', { name: 'Delete', exact: true }).click();
      await ann.locator('.tile').first().waitFor();
      expect(await ann.locator('.tile', { hasText: 'mine.jpg' }).count()).toBe(0);
      await expect
        .poll(async () => {
          await ann.goto(address);
          await ann.locator('h1, [role=alert]').first().waitFor();
          return ann.getByText('not there, or not yours').or(ann.getByText('was removed')).count();
        }, WAIT)
        .toBe(1);
    },
    TIMEOUT_MS,
  );

  test(
    'scrolls through 20,000 pictures with few nodes, leads to any day, and back to the same place',
    async () => {
      const metadata = await openMetadata({ url: dataDirectory(folder).databaseUrl });
      await fillDays(metadata, { uploadedBy: 'ida', days: 40, imagesPerDay: 500 });
      await metadata.close();
      const ida = await pageOf('ida');
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
      expect(await nodeCount()).toBeLessThan(1500);
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
      await ida.getByRole('button', { name: 'Previous picture' }).click();
      await ida.getByRole('heading', { level: 1, name: 'day-29-499.jpg' }).waitFor();
      await ida.keyboard.press('Escape');
      await ida.locator('.tile', { hasText: 'day-29-499.jpg' }).click();
      await ida.getByRole('heading', { level: 1, name: 'day-29-499.jpg' }).waitFor();
      await ida.goBack();
      const tile = ida.locator('.tile', { hasText: 'day-29-499.jpg' });
      await tile.waitFor(WAIT);
      await expect.poll(async () => (await tile.boundingBox())?.y ?? -1).toBeGreaterThanOrEqual(0);
      expect((await tile.boundingBox())?.y).toBeLessThan(400);
    },
    TIMEOUT_MS,
  );

  test(
    'has pictures begin within 120 pixels on a phone, and holds an upload that is paused',
    async () => {
      const page = await pageOf('ann');
      await page.setViewportSize({ width: 390, height: 844 });
      await page.reload();
      await page.locator('.tile').first().waitFor(WAIT);
      expect((await page.locator('.tile').first().boundingBox())?.y).toBeLessThanOrEqual(120);

      await page.route(`${stack.endpoints.s3}/**`, (route) =>
        route.request().method() === 'POST' ? undefined : route.continue(),
      );
      await fileInput(page).setInputFiles(await draw('paused.jpg'));
      await page.getByRole('button', { name: 'Pause', exact: true }).click();
      await page.getByRole('button', { name: 'Resume' }).waitFor();
      await page.unroute(`${stack.endpoints.s3}/**`);
      await page.getByText('0 of 1 done').waitFor();
      await page.getByRole('button', { name: 'Resume' }).click();
      await page.getByText('1 of 1 done').waitFor(WAIT);
      expect(await page.locator('.upload-row').count()).toBe(0);
      await page.getByRole('button', { name: 'Show files' }).click();
      await page.getByRole('link', { name: 'View paused.jpg' }).waitFor();
    },
    TIMEOUT_MS,
  );

  test(
    'keeps its filter in the address',
    async () => {
      const page = await pageOf('ann');
      await page.locator('.tile').first().waitFor(WAIT);
      await page.getByRole('button', { name: 'Filter', exact: true }).click();
      await page.getByLabel('Status').selectOption('rejected');
      await page.waitForURL(/status=rejected/);
      await page.reload();
      await page.locator('.tile', { hasText: 'Refused' }).first().waitFor(WAIT);
      expect(await page.locator('.tile img').count()).toBe(0);
      await page.getByRole('button', { name: 'Clear filter' }).click();
      await page.locator('.tile img').first().waitFor(WAIT);
      expect(new URL(page.url()).search).toBe('');
    },
    TIMEOUT_MS,
  );

  test(
    'tells analysts the numbers of the warehouse, and the next load’s without a reload',
    async () => {
      const ida = await pageOf('ida', '/dashboard');
      await ida.getByRole('heading', { name: 'Dashboard' }).waitFor(WAIT);
      const ann = await pageOf('ann');
      await uploadAndView(ann, 'counted.jpg');
      expect((await runCommand('etl', ['--data', folder])).exitCode).toBe(0);
      const sql = 'SELECT SUM(upload_count) AS uploads FROM analytics.v_uploads_daily';
      const answer = await runCommand('query', [sql, '--json', '--data', folder]);
      const { uploads } = JSON.parse(answer.stdout) as { uploads: number | string };

      const uploaded = ida.locator('.headline', { hasText: 'Uploaded' }).locator('dd');
      await expect.poll(() => uploaded.textContent(), WAIT).toBe(String(uploads));
      await ida.getByRole('button', { name: 'Uploads as a table' }).click();
      const counts = ida.locator('[data-question=uploads] tbody tr td:nth-child(2)');
      const sumOfTable = async () =>
        (await counts.allTextContents()).reduce((sum, count) => sum + Number(count), 0);
      await expect.poll(sumOfTable, WAIT).toBe(Number(uploads));
      expect(await ida.locator('main').textContent()).not.toMatch(/uploaded by|\bann\b/i);

      const download = ida.waitForEvent('download');
      await ida.getByRole('button', { name: 'Download Uploads as CSV' }).click();
      expect((await download).suggestedFilename()).toMatch(/^uploads-.*\.csv$/);
    },
    TIMEOUT_MS,
  );

  /** Has moderation hold a picture back, whatever it shows. */
  async function holdBack(imageId: string): Promise<void> {
    const metadata = await openMetadata({ url: dataDirectory(folder).databaseUrl });
    await labelAsViolent(metadata, imageId);
    await metadata.close();
    const policy = join(folder, 'policy.json');
    await writeFile(policy, VIOLENCE_POLICY);
    const { exitCode } = await runCommand('remoderate', ['--policy', policy, '--data', folder]);
    expect(exitCode).toBe(0);
  }

  test(
    'has admins review what moderation holds back, and give a reason',
    async () => {
      const ann = await pageOf('ann');
      const address = await uploadAndView(ann, 'held.jpg');
      await holdBack(basename(address));
      await ann.reload();
      await ann.getByText('Held back until somebody has reviewed it.').waitFor();
      expect(await ann.getByRole('button', { name: 'Reject' }).count()).toBe(0);

      const olga = await pageOf('olga', new URL(address).pathname);
      const reason = olga.getByLabel('Reason');
      await olga.getByRole('button', { name: 'Reject' }).click();
      expect(await reason.evaluate((field) => field.matches(':invalid:focus'))).toBe(true);
      await reason.fill('Not for this gallery.');
      await olga.getByRole('button', { name: 'Reject' }).click();
      await olga.getByText('A reviewer has rejected this picture.').waitFor();
      expect(await reason.count()).toBe(0);
      expect(await olga.getByRole('link', { name: 'Look at it' }).count()).toBe(0);
      await ann.reload();
      await ann.getByText('A reviewer has rejected this picture.').waitFor();
    },
    TIMEOUT_MS,
  );

  test(
    'shows which model has found what, and a picture that an admin approves as soon as it is back',
    async () => {
      const ann = await pageOf('ann');
      const address = await uploadAndView(ann, 'doubtful.jpg');
      await holdBack(basename(address));
      const olga = await pageOf('olga', new URL(address).pathname);
      await olga.getByText('By the model 7.0').waitFor();
      await olga.getByLabel('Reason').fill('It is a painting.');
      await olga.getByRole('button', { name: 'Approve' }).click();
      await olga.locator('.hero img').waitFor(WAIT);
    },
    TIMEOUT_MS,
  );

  test(
    'keeps the dashboard to analysts and admins',
    async () => {
      const page = await pageOf('ben', '/dashboard');
      await page.getByText('The dashboard is for analysts and admins.').waitFor();
      expect(await page.getByRole('link', { name: 'Dashboard' }).count()).toBe(0);
    },
    TIMEOUT_MS,
  );

  test(
    'is signed out of, to the page that visitors see',
    async () => {
      const page = await pageOf('ben');
      await page.getByRole('button', { name: 'Account' }).click();
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByRole('button', { name: 'Sign in' }).waitFor();
    },
    TIMEOUT_MS,
  );

  describe.each(['light', 'dark'] as const)('in %s colours', (colorScheme) => {
    test(
      'has no fault that axe finds on any page',
      async () => {
        const options = { colorScheme, bypassCSP: true };
        const { page } = await visit(browser, stack.endpoints.page, options);
        onTestFinished(() => page.context().close());
        await page.getByRole('button', { name: 'Sign in' }).waitFor();
        expect(await accessibilityFaults(page)).toEqual([]);
        await signIn(page, 'olga');
        await uploadAndView(page, `axe-${colorScheme}.jpg`);
        expect(await accessibilityFaults(page)).toEqual([]);
        await page.getByRole('link', { name: 'All pictures' }).click();
        await page.locator('.tile').first().waitFor();
        expect(await accessibilityFaults(page)).toEqual([]);
        await page.getByRole('link', { name: 'Dashboard' }).click();
        await page.locator('.chart canvas, .question .empty').first().waitFor(WAIT);
        expect(await accessibilityFaults(page)).toEqual([]);
      },
      TIMEOUT_MS,
    );
  });
});
