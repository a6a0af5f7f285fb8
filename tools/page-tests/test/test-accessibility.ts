import { runCommand } from '@miniatura/local/test-support/run-command';
import type { Page } from 'playwright-core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { accessibilityFaults, openContext, signIn, visit } from './open-browser.ts';
import { uploadAndView, WAIT } from './page-actions.ts';
import type { SystemUnderTest } from './start-system.ts';

/** Checks each page with axe, in both themes and in Spanish. */
export function testAccessibility(system: SystemUnderTest): void {
  describe.each([
    ['light', []],
    // The pages differ in their colours only.
    ['dark', ['color-contrast']],
  ] as const)('in %s colours', (colorScheme, rules) => {
    const faultsOf = (page: Page) => accessibilityFaults(page, rules);
    test('has no fault that axe finds on any page', async () => {
      const context = await openContext(system.browser(), { colorScheme });
      onTestFinished(() => context.close());
      const { page } = await visit(context, system.endpoints().page);
      await page.getByRole('button', { name: 'Sign in' }).waitFor();
      expect(await faultsOf(page)).toEqual([]);
      await signIn(page, 'olga');
      await uploadAndView(page, `axe-${colorScheme}.jpg`);
      expect(await faultsOf(page)).toEqual([]);
      await page.getByRole('link', { name: 'All images' }).click();
      await page.locator('.tile').first().waitFor();
      expect(await faultsOf(page)).toEqual([]);
      await testWidths(page);
      await page.getByRole('button', { name: 'Choose', exact: true }).click();
      await page.locator('.tile').first().click();
      await page.getByText('1 chosen').waitFor();
      expect(await faultsOf(page)).toEqual([]);
      await page.getByRole('button', { name: 'Delete', exact: true }).click();
      await page.getByText('1 image moved to the trash.').waitFor();
      await page.getByRole('button', { name: 'Account' }).click();
      await page.getByRole('link', { name: 'Trash', exact: true }).click();
      await page.locator('.tile').first().waitFor();
      expect(await faultsOf(page)).toEqual([]);
      await page.getByRole('link', { name: 'Dashboard' }).click();
      await page.locator('.chart canvas, .question .empty').first().waitFor(WAIT);
      expect(await faultsOf(page)).toEqual([]);
    });
  });

  test('has no fault that axe finds in Spanish, from the sign-in on', async () => {
    // The gallery and the dashboard need an image, also if this test runs alone.
    await uploadAndView(await system.pageOf('ann'), 'axe-es.jpg');
    expect((await runCommand('etl', ['--data', system.folder()])).exitCode).toBe(0);
    const context = await openContext(system.browser(), { locale: 'es-ES' });
    onTestFinished(() => context.close());
    const origin = system.endpoints().page;
    const { page } = await visit(context, origin);
    await page.getByRole('button', { name: 'Iniciar sesión' }).click();
    const olga = page.getByRole('button', { name: 'Olga, administradora' });
    await olga.waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await olga.click();
    for (const [path, shown] of [
      ['/', '.tile'],
      ['/trash', 'h1'],
      ['/dashboard', '.question canvas'],
    ] as const) {
      await page.getByRole('button', { name: 'Cuenta' }).waitFor();
      await page.goto(`${origin}${path}`);
      await page.locator(shown).first().waitFor(WAIT);
      expect(await page.locator('html').getAttribute('lang')).toBe('es');
      expect(await accessibilityFaults(page)).toEqual([]);
    }
    await page.getByRole('button', { name: 'Subidas como tabla' }).click();
    await page.getByRole('columnheader', { name: 'Subidas', exact: true }).waitFor();
  });
}

/** Checks the layout of the gallery on a wide screen and on a phone, where the test continues. */
async function testWidths(page: Page): Promise<void> {
  const first = page.locator('.tile').first();
  for (const [width, height] of [
    [1920, 1080],
    [390, 844],
  ] as const) {
    await page.setViewportSize({ width, height });
    const end = async () => {
      const { x = 0, width: own = 0 } = (await first.boundingBox()) ?? {};
      return x + own;
    };
    await expect.poll(end).toBeLessThanOrEqual(width);
    expect((await first.boundingBox())?.y).toBeLessThanOrEqual(120);
    expect((await page.locator('.header').boundingBox())?.height).toBeLessThanOrEqual(57);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    // Nothing covers the end of the day's heading.
    const heading = await page.locator('.day-heading > :visible').first().boundingBox();
    const menu = await page.locator('.gallery-menu').boundingBox();
    expect((heading?.x ?? 0) + (heading?.width ?? 0)).toBeLessThan(menu?.x ?? 0);
  }
}
