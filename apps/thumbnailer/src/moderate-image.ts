import {
  imageIdOf,
  type ImageRecord,
  type ImageStore,
  type Label,
  type QuarantinedImage,
} from '@miniatura/metadata';
import {
  judgeModeration,
  type ModerationPolicy,
  quarantineKey,
  type QuarantineObjects,
  quarantineStateOf,
} from '@miniatura/moderation';
import type { ObjectEvent } from '@miniatura/objects/object-events';
import { cleanUpEvent } from './clean-up-event.ts';
import type { EventOutcome } from './event-outcome.ts';
import type { ThumbnailObjects } from './s3-objects.ts';

/** The result of moderation: the status and the fields of the row. */
export interface ImageModeration {
  readonly status: 'processed' | 'quarantined';
  readonly fields: Partial<
    Pick<ImageRecord, 'moderationVerdict' | 'moderationPolicy' | 'reviewDecision' | 'reviewedAt'>
  >;
  /** A restored image keeps its first upload time, and expires by it. */
  readonly arrival: Partial<
    Pick<ImageRecord, 'expiresAt' | 'uploadedBy' | 'uploadedThrough' | 'fileName'>
  > & {
    readonly uploadedAt?: string;
  };
}

interface AnalysedImage {
  readonly sha256: string;
  readonly status: 'done' | 'reused' | 'skipped' | 'failed';
  readonly moderationLabels: readonly Label[];
}

/**
 * Applies the moderation policy to an image, unless the row has a decision for the same bytes: a
 * review remains valid, and an image that is being restored from quarantine is not quarantined
 * again.
 * @param known the image's row before this event, or null
 */
export function moderateImage(
  content: AnalysedImage,
  known: ImageRecord | null,
  policy: ModerationPolicy,
): ImageModeration {
  if (content.status !== 'done' && content.status !== 'reused') return UNJUDGED;
  const { verdict, policyVersion } = judgeModeration(content.moderationLabels, policy);
  const judged = { moderationVerdict: verdict, moderationPolicy: policyVersion };
  const same = known?.sha256 === content.sha256 ? known : null;
  if (same !== null && quarantineStateOf(same) === 'released') return released(same);
  if (same === null || same.reviewDecision === null) {
    return { status: statusOf(verdict), fields: judged, arrival: {} };
  }
  const { reviewDecision, reviewedAt } = same;
  const status = reviewDecision === 'approve' ? 'processed' : 'quarantined';
  return { status, fields: { ...judged, reviewDecision, reviewedAt }, arrival: {} };
}

const UNJUDGED: ImageModeration = { status: 'processed', fields: {}, arrival: {} };

function statusOf(verdict: string): ImageModeration['status'] {
  return verdict === 'quarantine' ? 'quarantined' : 'processed';
}

function released(image: ImageRecord): ImageModeration {
  const { moderationVerdict, moderationPolicy, reviewDecision, reviewedAt } = image;
  const { uploadedAt, expiresAt, uploadedBy, uploadedThrough, fileName } = image;
  return {
    status: 'processed',
    fields: { moderationVerdict, moderationPolicy, reviewDecision, reviewedAt },
    arrival: {
      expiresAt,
      uploadedBy,
      uploadedThrough,
      fileName,
      ...(uploadedAt && { uploadedAt }),
    },
  };
}

interface QuarantineUploadDependencies {
  readonly metadata: ImageStore;
  readonly thumbnails: ThumbnailObjects;
  readonly quarantine: QuarantineObjects;
}

/**
 * Quarantines an image: copies its original to quarantine, records the row, then deletes the
 * original. After an interruption, the next attempt completes what the row says.
 */
export async function quarantineUpload(
  image: QuarantinedImage,
  event: ObjectEvent,
  dependencies: QuarantineUploadDependencies,
): Promise<EventOutcome> {
  const { bucket, key, sequencer } = event;
  const { etag = null, versionId = null } = image;
  const to = quarantineKey({ imageId: imageIdOf(bucket, key), sequencer });
  const isHeld = await dependencies.quarantine.hold({ bucket, key, etag, versionId }, to);
  if (!isHeld) return cleanUpEvent('superseded', event, dependencies);
  const { outcome } = await dependencies.metadata.recordQuarantined(image);
  return cleanUpEvent(outcome === 'written' ? 'quarantined' : outcome, event, dependencies);
}
