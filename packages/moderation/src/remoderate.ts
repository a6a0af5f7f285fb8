import type { ImageRecord, ModerationVerdict } from '@miniatura/metadata';
import { judgeModeration, type Judgement } from './judge-moderation.ts';
import type { ModerationPolicy } from './moderation-policy.ts';
import {
  type ModerationDependencies,
  quarantineImage,
  restoreImage,
  settleImage,
} from './quarantine-image.ts';
import { quarantineStateOf } from './quarantine-state.ts';

/**
 * What a policy changes for an image.
 * - `quarantine`, `release`: it goes into quarantine, or comes back.
 * - `verdict`: only the verdict changes; where a review has decided, nothing else ever does.
 * - `none`: the verdict is as it was.
 */
export const REMODERATIONS = ['quarantine', 'release', 'verdict', 'none'] as const;
export type Remoderation = (typeof REMODERATIONS)[number];

export interface RemoderatedImage {
  readonly imageId: string;
  readonly key: string;
  readonly from: ModerationVerdict | null;
  readonly to: ModerationVerdict;
  readonly change: Remoderation;
  /** The image moved on meanwhile, or its original is gone: nothing was changed. */
  readonly isSkipped: boolean;
}

export interface RemoderateOptions {
  readonly policy: ModerationPolicy;
  /** Tells what would change, and changes nothing. */
  readonly isDryRun: boolean;
}

const IMAGES_PER_PAGE = 200;

/**
 * Judges the stored labels of all images by a policy, and does what follows. No call of Rekognition
 * is made. It may be cut short and run again; it also finishes moves that a crash has left half done.
 */
export async function* remoderate(
  { policy, isDryRun }: RemoderateOptions,
  dependencies: ModerationDependencies,
): AsyncGenerator<RemoderatedImage> {
  const { metadata } = dependencies;
  for (let after = ''; ;) {
    const images = await metadata.listJudgeable({ after, limit: IMAGES_PER_PAGE });
    for (const image of images) {
      const judgement = judgeModeration(image.moderationLabels, policy);
      const change = changeOf(image, judgement);
      const isDone = isDryRun || (await apply(image, judgement, change, dependencies));
      const { imageId, key, moderationVerdict: from } = image;
      yield { imageId, key, from, to: judgement.verdict, change, isSkipped: !isDone };
    }
    const last = images.at(-1);
    if (last === undefined) return;
    after = last.imageId;
  }
}

function changeOf(image: ImageRecord, { verdict }: Judgement): Remoderation {
  const isDecided = image.reviewDecision !== null;
  if (!isDecided && image.status === 'processed' && verdict === 'quarantine') return 'quarantine';
  if (quarantineStateOf(image) === 'held' && verdict !== 'quarantine') return 'release';
  return verdict === image.moderationVerdict ? 'none' : 'verdict';
}

/** Whether it was done: not where the image is another by now. */
async function apply(
  image: ImageRecord,
  judgement: Judgement,
  change: Remoderation,
  dependencies: ModerationDependencies,
): Promise<boolean> {
  if (change === 'quarantine') return quarantineImage(image, judgement, dependencies);
  if (image.status === 'quarantined') await settleImage(image, dependencies);
  const isWritten = await writeVerdict(image, judgement, dependencies);
  const now = await dependencies.metadata.findImage(image.imageId);
  if (now !== null && quarantineStateOf(now) === 'released') await restoreImage(now, dependencies);
  return isWritten;
}

/** A row that says it all is left alone, so that a second run writes nothing. */
async function writeVerdict(
  { imageId, rowVersion, status, ...image }: ImageRecord,
  { verdict, policyVersion }: Judgement,
  { metadata }: ModerationDependencies,
): Promise<boolean> {
  if (status !== 'processed' && status !== 'quarantined') return false;
  if (image.moderationVerdict === verdict && image.moderationPolicy === policyVersion) return true;
  const recorded = await metadata.recordVerdict({
    imageId,
    rowVersion,
    moderationVerdict: verdict,
    moderationPolicy: policyVersion,
    status,
  });
  return recorded === 'written';
}
