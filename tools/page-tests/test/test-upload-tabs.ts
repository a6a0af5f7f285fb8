import { join } from 'node:path';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { fileInput, rowOf, WAIT } from './page-actions.ts';
import type { SystemUnderTest } from './start-system.ts';

const NAME = 'two-tabs.tif';

/** A tab, the parts that it has sent, and the last part that it may send. */
interface SendingTab {
  readonly page: Page;
  readonly sent: string[];
  lastAllowed: string;
}

const partOf = (url: string) => new URL(url).searchParams.get('partNumber') ?? '';

/** Tests the upload of one large file by two tabs of a user. */
export function testUploadTabs(system: SystemUnderTest): void {
  async function sendingTab(page: Page, lastAllowed: string): Promise<SendingTab> {
    const tab: SendingTab = { page, sent: [], lastAllowed };
    page.on('requestfinished', (request) => {
      if (request.method() === 'PUT') tab.sent.push(partOf(request.url()));
    });
    await page.route(`${system.endpoints().s3}/**`, (route) =>
      partOf(route.request().url()) > tab.lastAllowed ? undefined : route.continue(),
    );
    return tab;
  }

  test('sends a large file by one tab at a time, and by the other one while the first is paused', async () => {
    const first = await sendingTab(await system.pageOf('ben'), '1');
    // Three parts.
    const path = join(system.folder(), NAME);
    await sharp({ create: { width: 3000, height: 2200, channels: 3, background: '#753' } })
      .tiff({ compression: 'none' })
      .toFile(path);
    await fileInput(first.page).setInputFiles(path);
    await rowOf(first.page, NAME).getByText('42%').waitFor(WAIT);
    // The bytes of a part are sent before it is stored, and a pause in between ends its request.
    await expect.poll(() => first.sent).toEqual(['1']);

    const other = await first.page.context().newPage();
    await other.goto(system.endpoints().page);
    await other.getByRole('button', { name: 'Account' }).waitFor();
    const second = await sendingTab(other, '2');
    await fileInput(other).setInputFiles(path);
    await other.getByRole('button', { name: `Pause ${NAME}` }).waitFor();
    const locks = () =>
      other.evaluate<{ held: number; pending: number }>(`navigator.locks.query().then((locks) => ({
        held: locks.held.filter(({ name }) => name.endsWith('${NAME}')).length,
        pending: locks.pending.filter(({ name }) => name.endsWith('${NAME}')).length,
      }))`);
    await expect.poll(locks, WAIT).toEqual({ held: 1, pending: 1 });
    expect(second.sent).toEqual([]);

    await first.page.getByRole('button', { name: `Pause ${NAME}` }).click();
    await rowOf(other, NAME).getByText('85%').waitFor(WAIT);
    await expect.poll(() => second.sent).toEqual(['2']);
    await other.getByRole('button', { name: `Pause ${NAME}` }).click();
    await expect.poll(locks, WAIT).toEqual({ held: 0, pending: 0 });

    first.lastAllowed = '3';
    await first.page.getByRole('button', { name: `Resume ${NAME}` }).click();
    await first.page.getByRole('link', { name: `View ${NAME}` }).waitFor(WAIT);
    await expect.poll(() => [first.sent, second.sent]).toEqual([['1', '3'], ['2']]);
    await expect.poll(locks, WAIT).toEqual({ held: 0, pending: 0 });
  });
}
