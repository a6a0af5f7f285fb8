import { createHash } from 'node:crypto';
import {
  compareSequencers,
  expiryOf,
  imageIdOf,
  type ImageRecord,
  type ImageStore,
} from '@miniatura/metadata';
import type { ModerationPolicy, QuarantineObjects } from '@miniatura/moderation';
import { uploadOf } from '@miniatura/objects';
import type { ObjectEvent } from '@miniatura/objects/object-events';
import { ImageError, type Limits, releaseBytes, renditionFingerprint } from '@miniatura/resize';
import { applyScript, type ApplyScriptDependencies } from './apply-script.ts';
import { cleanUpEvent } from './clean-up-event.ts';
import { type DeferMessage, isForLargeImages } from './defer-message.ts';
import type { EventOutcome } from './event-outcome.ts';
import type { KeyedMutex } from './keyed-mutex.ts';
import type { MemoryBudget } from './memory-budget.ts';
import { moderateImage, quarantineUpload } from './moderate-image.ts';
import {
  type ImageContent,
  labelsAltText,
  processContent,
  type ProcessContentDependencies,
} from './process-content.ts';
import type { Original, OriginalReader, ThumbnailObjects } from './s3-objects.ts';

export interface MakeThumbnailsDependencies
  extends ProcessContentDependencies, ApplyScriptDependencies {
  readonly thumbnails: ThumbnailObjects;
  readonly originals: OriginalReader;
  /** Keyed by the SHA-256 of the original. */
  readonly contentMutex: KeyedMutex;
  readonly quarantine: QuarantineObjects;
  readonly moderationPolicy: ModerationPolicy;
  /** Limits the files in memory. */
  readonly fileMemory: MemoryBudget;
  readonly retentionDays: number;
  /** Defers images beyond the limits to a job. Without it they are rejected. */
  readonly deferMessage?: DeferMessage | undefined;
}

/**
 * Processes a created object: makes thumbnails, labels and a row. Earlier attempts and other events
 * do not change the result. `EventOutcome` is the outcome.
 *
 * @throws transient errors; the message is retried
 */
export async function makeThumbnails(
  event: ObjectEvent,
  dependencies: MakeThumbnailsDependencies,
): Promise<EventOutcome> {
  const { fileMemory, originals, limits, metadata } = dependencies;
  const known = await metadata.findImageByKey(event.bucket, event.key);
  const earlier = outcomeOfEarlierEvents(event, known);
  if (earlier !== undefined) return cleanUpEvent(earlier, event, dependencies);
  const { maxBytes } = limits;
  return fileMemory.run(Math.min(event.byteCount ?? maxBytes, maxBytes), async () => {
    const { bucket, key, eTag } = event;
    const original = await originals.get({ bucket, key, eTag, maxBytes });
    if (!isOfEvent(original, event)) return cleanUpEvent('superseded', event, dependencies);
    try {
      const outcome = await processOriginal(original, known, event, dependencies);
      if (original.bytes !== undefined) releaseBytes(original.bytes);
      return outcome;
    } catch (error) {
      if (!(error instanceof ImageError) || isFirstTimeout(error, event)) throw error;
      if (dependencies.deferMessage !== undefined && isForLargeImages(error)) {
        return { outcome: 'deferred', imageId: imageIdOf(bucket, key) };
      }
      return recordRejected(error, original, event, dependencies);
    }
  });
}

/**
 * Processes the bytes of an original, step by step. Images of the same bytes are processed one at a
 * time, so that the next one finds the row of the one before.
 * @throws ImageError when the image is rejected
 */
async function processOriginal(
  original: Original,
  known: ImageRecord | null,
  event: ObjectEvent,
  dependencies: MakeThumbnailsDependencies,
): Promise<EventOutcome> {
  const bytes = requireBytes(original, dependencies.limits);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return dependencies.contentMutex.run(sha256, async () => {
    const content = await processContent({ bytes, sha256 }, event, dependencies);
    const moderation = moderateImage(
      { ...content.analysis, sha256 },
      known,
      dependencies.moderationPolicy,
    );
    const image = {
      ...arrivalOf(original, event, dependencies),
      ...moderation.arrival,
      ...content.facts,
      ...moderation.fields,
      ...analysisFields(content),
    };
    if (moderation.status === 'quarantined') {
      const altText = labelsAltText(content.analysis);
      return quarantineUpload({ ...image, ...altText }, event, dependencies);
    }
    const renditions = await content.storeRenditions();
    const altText = await content.describe();
    const script = await applyScript({ bytes, content, altText, renditions }, event, dependencies);
    const fingerprint = renditionFingerprint(dependencies.renditions);
    const recorded = await dependencies.metadata.recordProcessed({
      ...{ ...image, ...altText, ...script },
      ...{ renditions, renditionFingerprint: fingerprint },
    });
    return finishEvent(recorded, 'processed', event, dependencies);
  });
}

/** Checked before anything is read or paid. The row's own check decides in the end. */
function outcomeOfEarlierEvents(
  { sequencer }: ObjectEvent,
  image: ImageRecord | null,
): 'repeat' | 'stale' | undefined {
  if (image === null) return undefined;
  const order = compareSequencers(sequencer, image.sequencer);
  if (order === -1) return 'stale';
  // A rejected image is processed again: the reason may have been corrected.
  return order === 0 && image.status !== 'rejected' ? 'repeat' : undefined;
}

/**
 * A versioned bucket may contain the same bytes twice, so that the entity tag alone is not enough.
 */
function isOfEvent(
  original: Awaited<ReturnType<OriginalReader['get']>>,
  event: ObjectEvent,
): original is Original {
  if (original.found !== 'current') return false;
  return event.versionId === undefined || event.versionId === original.versionId;
}

/** A timeout may also be caused by load, so that only a repeated one rejects the image. */
function isFirstTimeout({ code }: ImageError, { receiveCount = 1 }: ObjectEvent): boolean {
  return code === 'too-slow' && receiveCount <= 1;
}

/** @throws ImageError `too-large` */
function requireBytes({ bytes, byteCount }: Original, { maxBytes }: Limits): Uint8Array {
  if (bytes !== undefined) return bytes;
  const expected = `at most ${maxBytes}`;
  throw new ImageError('too-large', { subject: 'byte count', expected, received: `${byteCount}` });
}

function analysisFields({ analysis }: ImageContent) {
  const { labels, moderationLabels, status, detail } = analysis;
  return { labels, moderationLabels, analysisStatus: status, analysisDetail: detail };
}

async function recordRejected(
  { code, message }: ImageError,
  original: Original,
  event: ObjectEvent,
  dependencies: MakeThumbnailsDependencies,
): Promise<EventOutcome> {
  const recorded = await dependencies.metadata.recordRejected({
    ...arrivalOf(original, event, dependencies),
    byteCount: original.byteCount,
    rejectionCode: code,
    rejectionMessage: message,
  });
  return { ...(await finishEvent(recorded, 'rejected', event, dependencies)), code };
}

/** The fields of every object that arrives, whatever its outcome. */
function arrivalOf(
  { eTag, versionId, uploadedAt, userMetadata }: Original,
  event: ObjectEvent,
  { retentionDays }: MakeThumbnailsDependencies,
) {
  const { bucket, key, sequencer, traceHeader } = event;
  return {
    bucket,
    key,
    sequencer,
    traceHeader,
    // The object was just read with the entity tag of the event.
    isCurrent: true,
    etag: eTag,
    versionId,
    ...uploadOf(userMetadata, event.principalId),
    uploadedAt: uploadedAt.toISOString(),
    processedAt: new Date().toISOString(),
    expiresAt: expiryOf(uploadedAt, retentionDays).toISOString(),
  };
}

/** Deletes what the recorded row does not name. */
async function finishEvent(
  recorded: Awaited<ReturnType<ImageStore['recordProcessed']>>,
  written: 'processed' | 'rejected',
  event: ObjectEvent,
  dependencies: MakeThumbnailsDependencies,
): Promise<EventOutcome> {
  if (recorded.outcome !== 'written') return cleanUpEvent(recorded.outcome, event, dependencies);
  const hasLeftovers =
    recorded.replacedRenditionKeys.length > 0 || recorded.replacedStatus === 'quarantined';
  if (hasLeftovers) return cleanUpEvent(written, event, dependencies);
  return { outcome: written, imageId: imageIdOf(event.bucket, event.key) };
}
