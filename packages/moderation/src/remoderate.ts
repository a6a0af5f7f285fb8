import type { ImageRecord, ModerationVerdict } from '@miniatura/metadata';
import { type Judgement, judgeModeration } from './judge-moderation.ts';
import type { ModerationPolicy } from './moderation-policy.ts';
import {
  type ModerationDependencies,
  quarantineImage,
  restoreImage,
  syncImage,
} from './quarantine-image.ts';
import { quarantineStateOf } from './quarantine-state.ts';

/**
 * The effect of a policy on an image.
 * - `quarantine`, `release`: the image is moved to or from quarantine.
 * - `verdict`: only the verdict changes. A policy never changes more for a reviewed image.
 * - `none`: the verdict stays the same.
 */
export const REMODERATIONS = ['quarantine', 'release', 'verdict', 'none'] as const;
export type Remoderation = (typeof REMODERATIONS)[number];

export interface RemoderatedImage {
  readonly imageId: string;
  readonly key: string;
  readonly from: ModerationVerdict | null;
  readonly to: ModerationVerdict;
  readonly change: Remoderation;
  /** The image changed meanwhile, or its original no longer exists: nothing was changed. */
  readonly isSkipped: boolean;
}

export interface RemoderateOptions {
  readonly policy: ModerationPolicy;
  /** True to report the changes without making them. */
  readonly isDryRun: boolean;
}

const IMAGES_PER_PAGE = 200;

/**
 * Applies a policy to the stored labels of all images, without calling Rekognition. After an
 * interruption it can be repeated. It also completes moves that a crash has interrupted.
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

/** Returns false when the image has changed meanwhile. */
async function apply(
  image: ImageRecord,
  judgement: Judgement,
  change: Remoderation,
  dependencies: ModerationDependencies,
): Promise<boolean> {
  if (change === 'quarantine') return quarantineImage(image, judgement, dependencies);
  if (image.status === 'quarantined') await syncImage(image, dependencies);
  const isWritten = await writeVerdict(image, judgement, dependencies);
  const now = await dependencies.metadata.findImage(image.imageId);
  if (now !== null && quarantineStateOf(now) === 'released') await restoreImage(now, dependencies);
  return isWritten;
}

/** Does not write a row that is up to date, so that a second run writes nothing. */
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
