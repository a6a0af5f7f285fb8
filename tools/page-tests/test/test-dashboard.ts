import { runCommand } from '@miniatura/local/test-support/run-command';
import type { Page, Route } from 'playwright-core';
import { expect, test } from 'vitest';
import { accessibilityFaults } from './open-browser.ts';
import { follow, SCREENS, uploadAndView, WAIT } from './page-actions.ts';
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
    await olga.getByRole('button', { name: '7 days' }).click();
    await olga.waitForURL(/\/dashboard\?from=/);
    await olga.getByRole('button', { name: 'Uploads as a table' }).click();
    await olga.locator('[data-question=uploads] tbody a').first().click();
    await olga.waitForURL(/\?from=(\d{4}-\d\d-\d\d)&to=\1/);
    await olga.locator('.tile').first().waitFor(WAIT);
    await olga.goBack();
    await olga.getByRole('button', { name: '7 days', pressed: true }).waitFor(WAIT);
    // The labels that are measured from pixels are colours and formats.
    const labels = olga.locator('[data-question=labels]');
    await labels.getByText('No image of these days has a label other than').waitFor(WAIT);
  });

  test('draws three years by month, fits each screen, and shows that it waits for answers', async () => {
    const olga = await system.pageOf('olga');
    const years = await answerWithYears(olga, system.endpoints().api);
    await follow(olga, '/dashboard');
    const uploads = olga.locator('[data-question=uploads]');
    await olga.getByRole('button', { name: '3 years' }).click();
    await uploads.getByText('Each bar is a month.').waitFor(WAIT);
    for (const viewport of SCREENS) {
      for (const colorScheme of ['light', 'dark'] as const) {
        await olga.setViewportSize(viewport);
        await olga.emulateMedia({ colorScheme });
        expect(await olga.evaluate('document.documentElement.scrollWidth')).toBe(viewport.width);
        const chart = await uploads.locator('canvas').boundingBox();
        expect(chart?.width).toBeGreaterThan(250);
      }
    }
    years.hold();
    const firstDay = dayOf(Date.now());
    await olga.getByRole('button', { name: '1 year' }).click();
    await uploads.getByRole('progressbar').waitFor();
    expect(await uploads.getAttribute('aria-busy')).toBe('true');
    expect(await olga.locator('.headlines').getAttribute('aria-busy')).toBe('true');
    for (const colorScheme of ['light', 'dark'] as const) {
      await olga.emulateMedia({ colorScheme });
      expect(await accessibilityFaults(olga, ['color-contrast'])).toEqual([]);
    }
    years.release();
    await uploads.getByRole('progressbar').waitFor({ state: 'detached' });
    // The last bar is that of the current month.
    const { width = 0, height = 0 } = (await uploads.locator('canvas').boundingBox()) ?? {};
    await uploads.locator('canvas').click({ position: { x: width - 20, y: height / 2 } });
    const linkOf = (day: string) =>
      `/?from=${day.slice(0, 'YYYY-MM'.length)}-01&to=${day}&zone=utc`;
    await olga.waitForURL('**/?from=*&to=*&zone=utc');
    const { pathname, search } = new URL(olga.url());
    // The day may end during the test.
    expect([firstDay, dayOf(Date.now())].map(linkOf)).toContain(pathname + search);
  });

  test('keeps the dashboard to analysts and admins', async () => {
    const page = await system.pageOf('ben', '/dashboard');
    await page.getByText('The dashboard is for analysts and admins.').waitFor();
    expect(await page.getByRole('link', { name: 'Dashboard' }).count()).toBe(0);
  });
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** Answers for a warehouse with one image on each day of three years. */
async function answerWithYears(page: Page, api: string) {
  let held: PromiseWithResolvers<void> | undefined;
  const answer = (route: Route, question: string, columns: readonly Column[], rows: unknown[][]) =>
    route.fulfill({
      json: {
        ...{ question, columns, rows },
        ...{ freshAsOf: new Date().toISOString(), refreshAfterSeconds: 60 },
      },
      headers: { 'access-control-allow-origin': '*' },
    });
  await page.route(`${api}/analytics/freshness?**`, (route) =>
    answer(route, 'freshness', [{ name: 'image_count', type: 'number' }], [[1096]]),
  );
  await page.route(`${api}/analytics/uploads?**`, async (route) => {
    await held?.promise;
    const columns = [
      { name: 'day', type: 'date' },
      { name: 'upload_count', type: 'number' },
      { name: 'rejected_count', type: 'number' },
    ];
    const query = new URL(route.request().url()).searchParams;
    const [from = 0, to = 0] = ['from', 'to'].map((name) => Date.parse(query.get(name) ?? ''));
    const rows = [];
    for (let time = from; time <= to; time += DAY_MS) rows.push([dayOf(time), 1, 0]);
    await answer(route, 'uploads', columns, rows);
  });
  return {
    hold: () => void (held = Promise.withResolvers<void>()),
    release: () => held?.resolve(),
  };
}

interface Column {
  readonly name: string;
  readonly type: string;
}

const dayOf = (timeMs: number) => new Date(timeMs).toISOString().slice(0, 'YYYY-MM-DD'.length);
