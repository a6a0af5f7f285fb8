import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { draw, fileInput, SCREENS, WAIT } from './page-actions.ts';
import type { SystemUnderTest } from './start-system.ts';

const tileOf = (page: Page, name: string) => page.locator('.tile', { hasText: name });
function checkOf(page: Page, name: string) {
  return page.getByRole('checkbox', { name: `Choose ${name}` });
}
const chosen = (page: Page, count: number) => page.getByText(`${count} chosen`).waitFor();

/** Tests selecting, downloading, deleting and restoring several images. */
export function testSelection(system: SystemUnderTest): void {
  async function upload(page: Page, prefix: string, count: number): Promise<readonly string[]> {
    const names = Array.from({ length: count }, (_, index) => `${prefix}-${index}.jpg`);
    await fileInput(page).setInputFiles(await Promise.all(names.map(draw)));
    for (const name of names) await tileOf(page, name).waitFor(WAIT);
    await page.getByRole('button', { name: 'Clear finished' }).click();
    const shown = await page.locator('.tile .tile-name').allTextContents();
    return shown.filter((name) => names.includes(name));
  }

  test('chooses by click, Shift, key and drag', async () => {
    const page = await system.pageOf('ben');
    const [first = '', second = '', third = '', fourth = ''] = await upload(page, 'chosen', 4);
    await tileOf(page, first).hover();
    await checkOf(page, first).click();
    await chosen(page, 1);
    await tileOf(page, third).click({ modifiers: ['Shift'] });
    await chosen(page, 3);
    await tileOf(page, second).click();
    await chosen(page, 2);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('toolbar').count()).toBe(0);

    await checkOf(page, fourth).focus();
    await page.keyboard.press('Space');
    await chosen(page, 1);
    await checkOf(page, second).focus();
    await page.keyboard.press('Shift+Space');
    await chosen(page, 3);
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();

    await tileOf(page, first).hover();
    await checkOf(page, first).hover();
    await page.mouse.down();
    await tileOf(page, fourth).hover();
    await chosen(page, 4);
    await tileOf(page, third).hover();
    await page.mouse.up();
    await chosen(page, 3);
  });

  test('saves the originals of the chosen images in one archive', async () => {
    const page = await system.pageOf('ben');
    const names = await upload(page, 'archived', 2);
    for (const name of names) {
      await tileOf(page, name).hover();
      await checkOf(page, name).click();
    }
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download' }).click();
    const archive = await readFile(await (await download).path());
    expect((await download).suggestedFilename()).toBe('miniatura.zip');
    expect(archive.subarray(0, 4).toString('latin1')).toBe('PK\u0003\u0004');
    for (const name of names) expect(archive.includes(name)).toBe(true);
  });

  test('deletes and restores on screens of each size in both themes', async () => {
    const page = await system.pageOf('ben');
    const [name = ''] = await upload(page, 'deleted', 1);
    for (const viewport of SCREENS) {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.setViewportSize(viewport);
        await page.emulateMedia({ colorScheme });
        await page.getByRole('button', { name: 'Choose', exact: true }).click();
        await tileOf(page, name).click();
        await chosen(page, 1);
        await page.getByRole('button', { name: 'Delete', exact: true }).click();
        await page.getByText('1 image moved to the trash.').waitFor();
        await expect.poll(() => tileOf(page, name).count()).toBe(0);
        await page.getByRole('button', { name: 'Undo' }).click();
        await tileOf(page, name).waitFor();
      }
    }
  });

  test('restores what an image page has deleted, without leaving the image that is shown now', async () => {
    const page = await system.pageOf('ben');
    const [undone = '', shown = ''] = await upload(page, 'undone', 2);
    await tileOf(page, undone).click();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    const undo = page.getByRole('button', { name: 'Undo' });
    await undo.waitFor();
    await tileOf(page, shown).click();
    await page.getByRole('heading', { level: 1, name: shown }).waitFor();
    await undo.click();
    await page.getByText('1 image restored.').waitFor();
    await page.getByRole('heading', { level: 1, name: shown }).waitFor();
    await page.getByRole('link', { name: 'All images' }).click();
    await tileOf(page, undone).waitFor();
  });

  test('restores from the trash, and deletes for ever', async () => {
    const page = await system.pageOf('ben');
    const [restored = '', gone = ''] = await upload(page, 'trashed', 2);
    for (const name of [restored, gone]) {
      await tileOf(page, name).click();
      await page.getByRole('heading', { level: 1, name }).waitFor();
      const address = page.url();
      await page.getByRole('button', { name: 'Delete', exact: true }).click();
      await page.getByText('1 image moved to the trash.').waitFor();
      await expect.poll(() => tileOf(page, name).count()).toBe(0);
      await page.goto(address);
      await page.getByText('does not exist, or is not yours').waitFor();
      await page.getByRole('link', { name: 'All images' }).click();
    }
    await page.getByRole('button', { name: 'Account' }).click();
    await page.getByRole('link', { name: 'Trash', exact: true }).click();
    await tileOf(page, restored).hover();
    await checkOf(page, restored).click();
    await page.getByRole('button', { name: 'Restore' }).click();
    await page.getByText('1 image restored.').waitFor();
    await expect.poll(() => tileOf(page, restored).count()).toBe(0);
    await tileOf(page, gone).hover();
    await checkOf(page, gone).click();
    await page.getByRole('button', { name: 'Delete for ever…' }).click();
    await page.getByRole('dialog').waitFor();
    const overflows =
      'document.querySelector("dialog").scrollWidth > document.querySelector("dialog").clientWidth';
    expect(await page.evaluate(overflows)).toBe(false);
    await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByText('1 image deleted for ever.').waitFor();
    await page.getByRole('link', { name: 'Miniatura' }).click();
    await tileOf(page, restored).waitFor(WAIT);
    expect(await tileOf(page, gone).count()).toBe(0);
  });
}
