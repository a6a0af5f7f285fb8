#!/usr/bin/env node
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { awsClients, dataDirectory, startStack } from '@miniatura/local';
import { openMetadata } from '@miniatura/metadata';
import { DEFAULT_MODERATION_POLICY } from '@miniatura/moderation';
import { chromium, type Page } from 'playwright-core';
import sharp from 'sharp';
import { fillGallery } from './fill-gallery.ts';

const ROOT = join(import.meta.dirname, '../../..');
const FOLDER = join(ROOT, 'docs/screenshots');
/** The width of a screenshot in the README, in pixels. */
const WIDTH = 640;
const USER = 'olga';
const LOAD_TIMEOUT_MS = 120_000;
const POLL_MS = 100;

await using resources = new AsyncDisposableStack();
const scratch = await mkdtemp(join(tmpdir(), 'screenshots-'));
resources.defer(() => rm(scratch, { recursive: true }));
execFileSync('npm', ['run', 'build'], { cwd: join(ROOT, 'apps/web') });
const data = dataDirectory(scratch);
const stack = await startStack({
  ...{ data, port: 0, databaseUrl: data.databaseUrl, retentionDays: 7 },
  moderationPolicy: DEFAULT_MODERATION_POLICY,
  log: { info: () => undefined, error: (message, { error }) => console.error(message, error) },
});
resources.defer(() => stack.stop());
const metadata = await openMetadata({ url: data.databaseUrl });
const count = await fillGallery(metadata, awsClients(stack.endpoints).s3, USER);
await metadata.close();
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
  // Chromium's sandbox does not start as root, which is the user in many containers.
  chromiumSandbox: process.getuid?.() !== 0,
});
resources.defer(() => browser.close());
const context = await browser.newContext({
  ...{ viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1 },
  ...{ locale: 'en-US', timezoneId: 'UTC', colorScheme: 'light', reducedMotion: 'reduce' },
});
const page = await context.newPage();
page.setDefaultTimeout(LOAD_TIMEOUT_MS);
await mkdir(FOLDER, { recursive: true });

await page.goto(stack.endpoints.page);
await page.getByRole('button', { name: 'Sign in' }).click();
await page.locator(`button[name=user][value=${USER}]`).click();
await allImagesOf(page);
await save(page, 'gallery');
await page.locator('.tile-link').first().click();
await page.getByRole('heading', { name: 'Camera' }).waitFor();
await allImagesOf(page);
await save(page, 'image');
await page.getByRole('link', { name: 'Dashboard' }).click();
await page.locator('.headline').last().getByText(String(count), { exact: true }).waitFor();
await page.locator('[data-question=labels] canvas').waitFor();
await page.locator('.asking').first().waitFor({ state: 'detached' });
await save(page, 'dashboard');

/** Waits until the visible images are drawn. */
async function allImagesOf(shown: Page): Promise<void> {
  await shown.locator('main img').first().waitFor();
  const areDrawn = () =>
    shown
      .locator('main img')
      .evaluateAll((images) =>
        (images as { complete?: boolean }[]).every(({ complete }) => complete),
      );
  // The page's content security policy forbids a string that waitForFunction evaluates again.
  while (!(await areDrawn())) await sleep(POLL_MS);
  await shown.waitForLoadState('networkidle');
}

async function save(shown: Page, name: string): Promise<void> {
  const path = join(FOLDER, `${name}.webp`);
  const { size } = await sharp(await shown.screenshot())
    .resize({ width: WIDTH })
    .webp({ quality: 80, effort: 6 })
    .toFile(path);
  console.log(`${path}: ${(size / 1000).toFixed(0)} kB`);
}
