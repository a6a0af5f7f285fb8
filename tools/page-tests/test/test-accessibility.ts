import { describe, expect, onTestFinished, test } from 'vitest';
import { accessibilityFaults, signIn, visit } from './open-browser.ts';
import { uploadAndView, WAIT } from './page-actions.ts';
import type { SystemUnderTest } from './start-system.ts';

/** Checks each page with axe in both themes. */
export function testAccessibility(system: SystemUnderTest): void {
  describe.each(['light', 'dark'] as const)('in %s colours', (colorScheme) => {
    test('has no fault that axe finds on any page', async () => {
      const options = { colorScheme, bypassCSP: true };
      const context = await system.browser().newContext(options);
      onTestFinished(() => context.close());
      const { page } = await visit(context, system.endpoints().page);
      await page.getByRole('button', { name: 'Sign in' }).waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
      await signIn(page, 'olga');
      await uploadAndView(page, `axe-${colorScheme}.jpg`);
      expect(await accessibilityFaults(page)).toEqual([]);
      await page.getByRole('link', { name: 'All images' }).click();
      await page.locator('.tile').first().waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
      await page.getByRole('button', { name: 'Choose', exact: true }).click();
      await page.locator('.tile').first().click();
      await page.getByText('1 chosen').waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
      await page.getByRole('button', { name: 'Delete', exact: true }).click();
      await page.getByText('1 image moved to the trash.').waitFor();
      await page.getByRole('button', { name: 'Account' }).click();
      await page.getByRole('link', { name: 'Trash', exact: true }).click();
      await page.locator('.tile').first().waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
      await page.getByRole('link', { name: 'Dashboard' }).click();
      await page.locator('.chart canvas, .question .empty').first().waitFor(WAIT);
      expect(await accessibilityFaults(page)).toEqual([]);
    });
  });
}
