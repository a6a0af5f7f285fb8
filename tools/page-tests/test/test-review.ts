import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { dataDirectory } from '@miniatura/local/data-directory';
import { labelAsViolent, VIOLENCE_POLICY } from '@miniatura/local/test-support/label-as-violent';
import { runCommand } from '@miniatura/local/test-support/run-command';
import { openMetadata } from '@miniatura/metadata';
import { expect, test } from 'vitest';
import { uploadAndView, WAIT } from './page-actions.ts';
import type { SystemUnderTest } from './start-system.ts';

/** Tests the review of quarantined images. */
export function testReview(system: SystemUnderTest): void {
  test('lets admins review quarantined images, with a reason', async () => {
    const ann = await system.pageOf('ann');
    const address = await uploadAndView(ann, 'held.jpg');
    await holdBack(system.folder(), basename(address));
    await ann.reload();
    await ann.getByText('Hidden until an admin has reviewed it.').waitFor();
    expect(await ann.getByRole('button', { name: 'Reject' }).count()).toBe(0);

    const olga = await system.pageOf('olga', new URL(address).pathname);
    const reason = olga.getByLabel('Reason');
    await olga.getByRole('button', { name: 'Reject' }).click();
    expect(await reason.evaluate((field) => field.matches(':invalid:focus'))).toBe(true);
    await reason.fill('Not for this gallery.');
    await olga.getByRole('button', { name: 'Reject' }).click();
    await olga.getByText('A reviewer has rejected this image.').waitFor();
    await expect.poll(() => reason.count()).toBe(0);
    await expect.poll(() => olga.getByRole('link', { name: 'Look at it' }).count()).toBe(0);
    await ann.reload();
    await ann.getByText('A reviewer has rejected this image.').waitFor();
  });

  test('shows the findings of each model, and an approved image as soon as it is available', async () => {
    const ann = await system.pageOf('ann');
    const address = await uploadAndView(ann, 'doubtful.jpg');
    await holdBack(system.folder(), basename(address));
    const olga = await system.pageOf('olga', new URL(address).pathname);
    await olga.getByText('By the model 7.0').waitFor();
    await olga.getByLabel('Reason').fill('It is a painting.');
    await olga.getByRole('button', { name: 'Approve' }).click();
    await olga.locator('.hero img').waitFor(WAIT);
  });
}

/** Lets moderation quarantine an image, whatever it shows. */
async function holdBack(folder: string, imageId: string): Promise<void> {
  const metadata = await openMetadata({ url: dataDirectory(folder).databaseUrl });
  await labelAsViolent(metadata, imageId);
  await metadata.close();
  const policy = join(folder, 'policy.json');
  await writeFile(policy, VIOLENCE_POLICY);
  const { exitCode } = await runCommand('remoderate', ['--policy', policy, '--data', folder]);
  expect(exitCode).toBe(0);
}
