import type { ChangeFeed, EtlBatch, StagedCounts } from '@miniatura/metadata';
import { StagedFiles } from './staged-files.ts';
import { stagedCall, stagedImage, stagedLabels, stagedPurge } from './staged-image.ts';
import type { Staging } from './staging.ts';

export interface StageBatchPorts {
  readonly feed: Pick<ChangeFeed, 'readImages' | 'readCalls'>;
  readonly staging: Staging;
}

/**
 * Writes the batch's images as they are now, their labels and the batch's calls under keys that its
 * name and attempt determine; of each kind, the manifest is last.
 *
 * @param folder such as `staging/BATCH/1`
 * @returns how many rows were written; the warehouse counts them again
 */
export async function stageBatch(
  batch: EtlBatch,
  folder: string,
  { feed, staging }: StageBatchPorts,
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
