import type { Locator, Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { accessibilityFaults, openContext, signIn, visit } from './open-browser.ts';
import {
  boxOf,
  draw,
  fileInput,
  follow,
  holdUploads,
  rowOf,
  SCREENS,
  uploadAndView,
  WAIT,
} from './page-actions.ts';
import type { SystemUnderTest } from './start-system.ts';

const PHONE = { width: 390, height: 844 };

/** Tests the parts of the page that cover others or fill the screen, on each screen in both themes. */
export function testScreens(system: SystemUnderTest): void {
  async function openPage(): Promise<Page> {
    const context = await openContext(system.browser(), { permissions: ['camera'] });
    onTestFinished(() => context.close());
    const { page } = await visit(context, system.endpoints().page);
    await signIn(page, 'ben');
    return page;
  }

  test('shows the upload bar completely, with buttons that nothing covers', async () => {
    const page = await openPage();
    await holdUploads(page, system.endpoints().s3);
    const name = `${'a long name '.repeat(12)}.jpg`;
    await fileInput(page).setInputFiles([
      await draw(name),
      { name: 'empty.jpg', mimeType: 'image/jpeg', buffer: Buffer.alloc(0) },
    ]);
    const bar = page.locator('.upload-bar');
    await bar.getByRole('button', { name: 'Pause', exact: true }).waitFor();
    await rowOf(page, 'empty.jpg').getByText('The file is empty').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await onEachScreen(page, async () => {
      await expectOnScreen(page, bar);
      await expectPressable(bar.getByRole('button'));
    });
  });

  test('shows an image completely, with buttons that nothing covers', async () => {
    const page = await openPage();
    await uploadAndView(page, 'on-each-screen.jpg');
    const hero = page.locator('.hero img').first();
    const bar = page.locator('.viewer-bar');
    expect(await accessibilityFaults(page)).toEqual([]);
    await onEachScreen(page, async () => {
      await expect.poll(() => isDrawn(hero), WAIT).toBe(true);
      await expectOnScreen(page, hero);
      await expectOnScreen(page, bar);
      await expectPressable(bar.getByRole('button', { disabled: false }));
    });
  });

  test('shows an error of the gallery below its menu, with buttons that nothing covers', async () => {
    const page = await openPage();
    await page.route(`${system.endpoints().api}/images**`, (route) => route.abort());
    await page.reload();
    const notice = page.locator('.notice', { hasText: 'The server cannot be reached' });
    await notice.waitFor(WAIT);
    await onEachScreen(page, async () => {
      const menu = await page.locator('.gallery-menu').boundingBox();
      expect(menu).not.toBeNull();
      expect((await notice.boundingBox())?.y).toBeGreaterThanOrEqual(menu!.y + menu!.height);
      await expectPressable(page.locator('main').getByRole('button'));
    });
  });

  test('does what is pressed next to the search on a phone, at the first press', async () => {
    const page = await openPage();
    await uploadAndView(page, 'beside-the-search.jpg');
    await page.setViewportSize(PHONE);
    await page.getByRole('link', { name: 'All images' }).click();
    const search = page.getByPlaceholder('Search');
    await search.click();
    await page.getByRole('button', { name: 'Filter' }).click();
    await page.getByLabel('Status').waitFor();
    await page.keyboard.press('Escape');
    await search.click();
    const tile = await boxOf(page.locator('.tile', { hasText: 'beside-the-search.jpg' }));
    await page.mouse.click(tile.x + tile.width / 2, tile.y + tile.height - 5);
    await page.getByRole('heading', { level: 1, name: 'beside-the-search.jpg' }).waitFor();
  });

  test('shows the heading of the first day beside the menu', async () => {
    const page = await openPage();
    await uploadAndView(page, 'beside-the-menu.jpg');
    await page.getByRole('link', { name: 'All images' }).click();
    const menu = page.locator('.gallery-menu');
    const heading = page.locator('.day-heading span').filter({ visible: true }).last();
    for (const width of [390, 660, 820, 1025, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      const overlap = async () => {
        const { x, width: length } = await boxOf(heading);
        return x + length - (await boxOf(menu)).x;
      };
      await expect.poll(overlap, { message: `${width} px` }).toBeLessThanOrEqual(0);
    }
    await page.setViewportSize({ width: 820, height: 800 });
    await follow(page, '/?sort=name');
    const sorted = page.locator('.day-heading').first();
    await expect.poll(() => sorted.innerText()).toMatch(/^All images\s+\d+ images?$/);
    await page.setViewportSize(PHONE);
    await expect.poll(() => sorted.innerText()).toMatch(/^\d+ images?$/);
  });

  test('shows all actions for chosen images on a phone, in a language with long words', async () => {
    const page = await openPage();
    await uploadAndView(page, 'chosen-on-a-phone.jpg');
    await page.getByRole('link', { name: 'All images' }).click();
    await page.getByRole('button', { name: 'Account' }).click();
    await page.getByLabel('Language').selectOption('es');
    await page.keyboard.press('Escape');
    await page.setViewportSize(PHONE);
    await page.getByRole('button', { name: 'Seleccionar', exact: true }).click();
    await page.locator('.tile', { hasText: 'chosen-on-a-phone.jpg' }).click();
    const bar = page.getByRole('toolbar');
    for (const name of ['Descargar', 'Eliminar', 'Cancelar']) {
      await expectOnScreen(page, bar.getByRole('button', { name }));
    }
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  test('offers to sign in again wherever the reader has scrolled to', async () => {
    const page = await openPage();
    await uploadAndView(page, 'of-an-ended-session.jpg');
    await page.setViewportSize(PHONE);
    await page.route(`${system.endpoints().api}/images/trash`, (route) => {
      const headers = route.request().headers();
      return route.continue({ headers: { ...headers, authorization: 'none' } });
    });
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    const signIn = page.getByRole('button', { name: 'Sign in' });
    await signIn.waitFor();
    await page.evaluate('scrollTo(0, document.body.scrollHeight)');
    await expectOnScreen(page, signIn);
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  test('uses the font size that the reader has chosen in the browser', async () => {
    const page = await openPage();
    await uploadAndView(page, 'with-large-text.jpg');
    const browser = await page.context().newCDPSession(page);
    await browser.send('Page.setFontSizes', { fontSizes: { standard: 24, fixed: 20 } });
    await page.getByRole('link', { name: 'All images' }).click();
    const tile = page.locator('.tile').first();
    for (const viewport of SCREENS) {
      await page.setViewportSize(viewport);
      const heading = page.locator('.day-heading').first();
      await expect
        .poll(() => heading.evaluate((element) => element.clientHeight))
        .toBe(viewport.width < 960 ? 60 : 72);
      const menu = await boxOf(page.locator('.gallery-menu'));
      expect((await boxOf(tile)).y).toBeGreaterThanOrEqual(menu.y + menu.height);
      expect((await boxOf(page.getByPlaceholder('Search'))).width).toBeGreaterThan(100);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(viewport.width);
    }
  });

  test('needs no scrolling to the side on a narrow screen, also with large text', async () => {
    const page = await system.pageOf('olga');
    const image = new URL(await uploadAndView(page, 'on-a-narrow-screen.jpg')).pathname;
    await page.getByRole('button', { name: 'Account' }).click();
    await page.getByLabel('Language').selectOption('es');
    await page.keyboard.press('Escape');
    await page.setViewportSize(NARROW);
    const browser = await page.context().newCDPSession(page);
    for (const standard of [16, 32]) {
      await browser.send('Page.setFontSizes', { fontSizes: { standard, fixed: standard } });
      for (const [path, shown] of [
        [image, '.facts'],
        ['/dashboard', '.question canvas, .question .empty'],
        ['/trash', 'h1'],
        ['/', '.tile'],
      ] as const) {
        await page.goto(`${system.endpoints().page}${path}`);
        await page.locator(shown).first().waitFor(WAIT);
        const end = () => page.evaluate(END_OF_CONTENT);
        await expect
          .poll(end, { message: `${path} ${standard}` })
          .toBeLessThanOrEqual(NARROW.width);
      }
      for (const tile of await page.locator('.tile').all()) {
        const { width, height } = await boxOf(tile);
        const check = await boxOf(tile.getByRole('checkbox'));
        expect(check.width).toBeLessThanOrEqual(Math.max(24, width / 2));
        expect(check.height).toBeLessThanOrEqual(Math.max(24, height / 2));
      }
    }
  });

  test('shows what has the focus in front of everything else', async () => {
    const page = await openPage();
    await uploadAndView(page, 'with-the-focus.jpg');
    await page.reload();
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.setViewportSize({ ...PHONE, height: 500 });
    for (const key of ['Tab', 'Shift+Tab']) {
      for (let count = 0; count < 25; count++) {
        await page.keyboard.press(key);
        expect(await page.evaluate<string | null>(COVERED_FOCUS), key).toBe(null);
      }
    }
  });

  test('takes a photo with the camera, and uploads it', async () => {
    const page = await openPage();
    await page.getByRole('button', { name: 'Use the camera' }).click();
    const dialog = page.getByRole('dialog', { name: 'Take a photo' });
    const take = dialog.getByRole('button', { name: 'Take a photo' });
    await take.waitFor(WAIT);
    expect(await accessibilityFaults(page)).toEqual([]);
    const check = async () => {
      await expectOnScreen(page, dialog);
      await expectPressable(dialog.getByRole('button'));
    };
    await onEachScreen(page, check);
    await take.click();
    const upload = dialog.getByRole('button', { name: 'Upload' });
    await upload.waitFor(WAIT);
    await onEachScreen(page, check);
    await upload.click();
    await page.getByText('1 of 1 done').waitFor(WAIT);
    await expect.poll(() => dialog.count()).toBe(0);
  });
}

async function onEachScreen(page: Page, check: () => Promise<void>): Promise<void> {
  for (const viewport of SCREENS) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await check();
      const widthOfContent = () => page.evaluate('document.documentElement.scrollWidth');
      await expect.poll(widthOfContent).toBe(viewport.width);
      expect(await accessibilityFaults(page, ['color-contrast'])).toEqual([]);
    }
  }
}

function isDrawn(image: Locator): Promise<boolean> {
  return image.evaluate(
    (element) => (element as unknown as { naturalWidth: number }).naturalWidth > 0,
  );
}

const NARROW = { width: 320, height: 640 };

/** Returns how far to the right content reaches, except in what scrolls by itself. */
const END_OF_CONTENT = `Math.max(
  document.documentElement.scrollWidth,
  ...[...document.querySelectorAll('body *')]
    .filter((each) => each.closest('.table-scroll') === null)
    .map((each) => Math.floor(each.getBoundingClientRect().right)),
)`;

/** Returns the element that has the focus if another one covers its middle. */
const COVERED_FOCUS = `(() => {
  const focused = document.activeElement;
  if (focused.matches('body, main')) return null;
  const { x, y, width, height } = focused.getBoundingClientRect();
  const front = document.elementFromPoint(x + width / 2, y + height / 2);
  return focused.contains(front) || front?.contains(focused) ? null : focused.outerHTML;
})()`;

/** Expects that an element is completely on the screen. */
async function expectOnScreen(page: Page, element: Locator): Promise<void> {
  const screen = page.viewportSize() ?? { width: 0, height: 0 };
  const isInside = async () => {
    const { x, y, width, height } = await boxOf(element);
    return x >= 0 && y >= 0 && x + width <= screen.width && y + height <= screen.height;
  };
  await expect.poll(isInside, { message: JSON.stringify(screen) }).toBe(true);
}

/** Expects that a press on the middle of each element reaches it. */
async function expectPressable(elements: Locator): Promise<void> {
  expect(await elements.count()).toBeGreaterThan(0);
  for (const element of await elements.all()) await element.click({ trial: true });
}
