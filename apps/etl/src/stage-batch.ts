import type { ChangeFeed, EtlBatch, StagedCounts } from '@miniatura/metadata';
import { StagedFiles } from './staged-files.ts';
import { stagedCall, stagedImage, stagedLabels, stagedPurge } from './staged-image.ts';
import type { Staging } from './staging.ts';

export interface StageBatchDependencies {
  readonly feed: Pick<ChangeFeed, 'readImages' | 'readCalls'>;
  readonly staging: Staging;
}

/**
 * Writes the batch's images in their current state, their labels, and the batch's calls. The keys
 * depend only on the batch and the attempt. The manifest of each kind is written last.
 * @param folder for example `staging/BATCH/1`
 * @returns the number of written rows, which the warehouse checks
 */
export async function stageBatch(
  batch: EtlBatch,
  folder: string,
  { feed, staging }: StageBatchDependencies,
): Promise<StagedCounts> {
  const images = new StagedFiles(staging, `${folder}/images`);
  const labels = new StagedFiles(staging, `${folder}/labels`);
  const calls = new StagedFiles(staging, `${folder}/calls`);
  for await (const { current, purged } of feed.readImages(batch)) {
    await images.add([...current.map(stagedImage), ...purged.map(stagedPurge)]);
    await labels.add(current.flatMap(stagedLabels));
  }
  for await (const page of feed.readCalls(batch)) await calls.add(page.map(stagedCall));
  for (const files of [labels, calls, images]) await files.finish();
  return { images: images.rowCount, labels: labels.rowCount, calls: calls.rowCount };
}
