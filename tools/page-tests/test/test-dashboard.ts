import { runCommand } from '@miniatura/local/test-support/run-command';
import { expect, test } from 'vitest';
import { uploadAndView, WAIT } from './page-actions.ts';
import type { SystemUnderTest } from './start-system.ts';

/** Tests the dashboard and who may see it. */
export function testDashboard(system: SystemUnderTest): void {
  test('shows analysts the numbers of the warehouse, and those of the next load without a reload', async () => {
    // Analysts start at the dashboard.
    const ida = await system.signInAs('ida');
    await ida.getByRole('heading', { name: 'Dashboard' }).waitFor(WAIT);
    const ann = await system.pageOf('ann');
    await uploadAndView(ann, 'counted.jpg');
    expect((await runCommand('etl', ['--data', system.folder()])).exitCode).toBe(0);
    const sql = 'SELECT SUM(upload_count) AS uploads FROM analytics.v_uploads_daily';
    const answer = await runCommand('query', [sql, '--json', '--data', system.folder()]);
    const { uploads } = JSON.parse(answer.stdout) as { uploads: number | string };

    const uploaded = ida.locator('.headline', { hasText: 'Uploaded' }).locator('dd').first();
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
  });

  test('leads admins from a day to its images', async () => {
    const olga = await system.pageOf('olga', '/dashboard');
    await olga.getByText('None in the period before').first().waitFor(WAIT);
    await olga.getByRole('button', { name: 'Uploads as a table' }).click();
    await olga.locator('[data-question=uploads] tbody a').first().click();
    await olga.waitForURL(/\?from=(\d{4}-\d\d-\d\d)&to=\1/);
    await olga.locator('.tile').first().waitFor(WAIT);
    await olga.goBack();
    // The labels that are measured from pixels are colours and formats.
    const labels = olga.locator('[data-question=labels]');
    await labels.getByText('There is no data for these days.').waitFor(WAIT);
  });

  test('keeps the dashboard to analysts and admins', async () => {
    const page = await system.pageOf('ben', '/dashboard');
    await page.getByText('The dashboard is for analysts and admins.').waitFor();
    expect(await page.getByRole('link', { name: 'Dashboard' }).count()).toBe(0);
  });
}
