import { describe, expect, test } from 'vitest';
import { findChromium, openContext, visit } from './open-browser.ts';
import { startSystem } from './start-system.ts';
import { testAccessibility } from './test-accessibility.ts';
import { testDashboard } from './test-dashboard.ts';
import { testGallery } from './test-gallery.ts';
import { testImage } from './test-image.ts';
import { testReview } from './test-review.ts';
import { testScreens } from './test-screens.ts';
import { testSelection } from './test-selection.ts';
import { testTiles } from './test-tiles.ts';
import { testUploadTabs } from './test-upload-tabs.ts';
import { testUploads } from './test-uploads.ts';

const executablePath = findChromium();
if (executablePath === undefined) {
  console.warn('Skipped: no Chromium was found; CHROMIUM_PATH can name one.');
}

const TIMEOUT_MS = 300_000;
const options = { timeout: TIMEOUT_MS };

// All tests share one system, in this order, because its start takes longer than most tests.
describe.skipIf(executablePath === undefined)('the page in a browser', options, () => {
  const system = startSystem(executablePath ?? '', TIMEOUT_MS);

  describe('uploads', () => testUploads(system));
  describe('uploads of two tabs', () => testUploadTabs(system));
  describe('gallery', () => testGallery(system));
  describe('selection', () => testSelection(system));
  describe('image', () => testImage(system));
  describe('review', () => testReview(system));
  describe('dashboard', () => testDashboard(system));
  describe('screens', () => testScreens(system));
  describe('tiles', () => testTiles(system));
  describe('accessibility', () => testAccessibility(system));

  test('documents the API for everybody, with files of its own only', async () => {
    const { page: origin, api } = system.endpoints();
    const context = await openContext(system.browser());
    const asked = new Set<string>();
    context.on('request', (request) => asked.add(new URL(request.url()).origin));
    const { page, violations } = await visit(context, `${origin}/api-docs.html`);
    await page.locator('[id$=-listImages]').getByRole('button').first().click();
    await page.getByText('Expected application/json in Accept').first().waitFor();
    expect([...asked].filter((each) => each.startsWith('http')).toSorted()).toEqual(
      [api, origin].toSorted(),
    );
    const background = () =>
      page.evaluate('getComputedStyle(document.body.parentElement).background');
    const light = await background();
    await page.emulateMedia({ colorScheme: 'dark' });
    await expect.poll(background).not.toBe(light);
    expect(violations).toEqual([]);
    await context.close();
  });

  test('says that there is no such page, whatever the address', async () => {
    const page = await system.pageOf('ben');
    for (const path of ['/nowhere', '/pictures/%', '/pictures/%E0%A4%A']) {
      await page.goto(`${system.endpoints().page}${path}`);
      await page.getByText('There is no such page').waitFor();
    }
    await page.getByRole('button', { name: 'To the images' }).click();
    await page.getByRole('button', { name: 'Account' }).waitFor();
  });

  test('says that a part of the page could not be loaded', async () => {
    const page = await system.pageOf('olga');
    await page.route('**/assets/dashboard-page*', (route) => route.abort());
    await page.getByRole('link', { name: 'Dashboard' }).click();
    await page.getByText('The server cannot be reached').waitFor();
    await page.unroute('**/assets/dashboard-page*');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { name: 'Dashboard' }).waitFor();
  });

  test('is signed in to by a new tab, speaks Spanish, and is signed out of', async () => {
    const first = await system.signInAs('ben');
    const page = await first.context().newPage();
    await page.goto(`${system.endpoints().page}/trash`);
    await page.getByRole('button', { name: 'Account' }).click();
    expect(new URL(page.url()).pathname).toBe('/trash');
    await page.getByText('Ben', { exact: true }).waitFor();
    expect(await page.evaluate('JSON.stringify(localStorage)')).not.toMatch(/token/);
    await page.getByLabel('Language').selectOption('es');
    await page.getByRole('heading', { level: 1, name: 'Papelera' }).waitFor();
    await page.getByRole('button', { name: 'Cuenta' }).click();
    const docs = page.getByRole('link', { name: 'Documentación de la API' });
    expect(await docs.getAttribute('href')).toBe('/api-docs.html');
    await page.getByRole('button', { name: 'Cerrar sesión' }).click();
    for (const tab of [page, first]) {
      await tab.getByRole('button', { name: 'Iniciar sesión' }).waitFor();
    }
  });
});
