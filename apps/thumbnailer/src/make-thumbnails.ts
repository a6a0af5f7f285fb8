import { createHash } from 'node:crypto';
import {
  compareSequencers,
  expiryOf,
  imageIdOf,
  type ImageRecord,
  type Metadata,
} from '@miniatura/metadata';
import type { ModerationPolicy, QuarantineObjects } from '@miniatura/moderation';
import { uploadOf } from '@miniatura/objects';
import type { ObjectEvent } from '@miniatura/objects/object-events';
import { ImageError, renditionFingerprint } from '@miniatura/resize';
import { isForLargeImages, type DeferMessage } from './defer-message.ts';
import { applyScript, type ApplyScriptDependencies } from './apply-script.ts';
import type { EventOutcome } from './event-outcome.ts';
import {
  labelsAltText,
  processContent,
  type ProcessContentDependencies,
} from './process-content.ts';
import type { MemoryBudget } from './memory-budget.ts';
import { moderateImage } from './moderate-image.ts';
import type { ImageContent } from './image-content.ts';
import { quarantineUpload } from './quarantine-upload.ts';
import { reuseContent } from './reuse-content.ts';
import { cleanUpEvent } from './clean-up-event.ts';
import type { ThumbnailObjects } from './delete-stale-thumbnails.ts';
import type { KeyedMutex } from './keyed-mutex.ts';

export interface OriginalReader {
  /** Reads the object if it still has this entity tag. */
  get(object: {
    readonly bucket: string;
    readonly key: string;
    readonly eTag: string | undefined;
    readonly maxBytes: number;
  }): Promise<Original | { readonly found: 'replaced' | 'nothing' }>;
}

export interface Original {
  readonly found: 'current';
  /** Undefined when the object has more than `maxBytes`. */
  readonly bytes: Uint8Array | undefined;
  readonly byteCount: number;
  readonly eTag: string;
  readonly versionId: string | undefined;
  readonly uploadedAt: Date;
  readonly userMetadata: Readonly<Record<string, string>>;
}

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
    return isOfEvent(original, event)
      ? recordOriginal({ ...original, known }, event, dependencies)
      : cleanUpEvent('superseded', event, dependencies);
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

/** An original, and the earlier row of its image. */
type KnownOriginal = Original & { readonly known: ImageRecord | null };

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

async function recordOriginal(
  original: KnownOriginal,
  event: ObjectEvent,
  dependencies: MakeThumbnailsDependencies,
): Promise<EventOutcome> {
  try {
    return await recordProcessed(original, event, dependencies);
  } catch (error) {
    if (!(error instanceof ImageError) || isTransient(error, event)) throw error;
    if (dependencies.deferMessage !== undefined && isForLargeImages(error)) {
      return { outcome: 'deferred', imageId: imageIdOf(event.bucket, event.key) };
    }
    return recordRejected(error, original, event, dependencies);
  }
}

/** A timeout may also be caused by load, so that only a repeated one rejects the image. */
const isTransient = ({ code }: ImageError, { receiveCount = 1 }: ObjectEvent): boolean =>
  code === 'too-slow' && receiveCount <= 1;

/**
 * Processes images of the same bytes one at a time, so that the next one finds the row of the one
 * before.
 */
async function recordProcessed(
  original: KnownOriginal,
  event: ObjectEvent,
  dependencies: MakeThumbnailsDependencies,
): Promise<EventOutcome> {
  const { metadata, limits, contentMutex } = dependencies;
  const { bytes, byteCount } = original;
  if (bytes === undefined) throw tooLarge(byteCount, limits.maxBytes);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return contentMutex.run(sha256, async () => {
    const twin = await metadata.findAnalysedBySha256(sha256);
    const make = () => processContent({ bytes, sha256 }, twin, event, dependencies);
    const known = twin === null ? undefined : reuseContent(twin, event, dependencies, make);
    return recordContent(known ?? (await make()), { ...original, bytes }, event, dependencies);
  });
}

async function recordContent(
  content: ImageContent,
  original: KnownOriginal & { readonly bytes: Uint8Array },
  event: ObjectEvent,
  dependencies: MakeThumbnailsDependencies,
): Promise<EventOutcome> {
  const { facts, analysis } = content;
  const moderation = moderateImage(
    { ...analysis, sha256: facts.sha256 },
    original.known,
    dependencies.moderationPolicy,
  );
  const image = {
    ...arrivalOf(original, event, dependencies),
    ...moderation.arrival,
    ...facts,
    ...moderation.fields,
    labels: analysis.labels,
    moderationLabels: analysis.moderationLabels,
    analysisStatus: analysis.status,
    analysisDetail: analysis.detail,
  };
  if (moderation.status === 'quarantined') {
    return quarantineUpload({ ...image, ...labelsAltText(analysis) }, event, dependencies);
  }
  const renditions = await content.storeRenditions();
  const altText = await content.describe();
  const stored = { bytes: original.bytes, content, altText, renditions };
  const recorded = await dependencies.metadata.recordProcessed({
    ...image,
    ...altText,
    ...(await applyScript(stored, event, dependencies)),
    renditions,
    renditionFingerprint: renditionFingerprint(dependencies.renditions),
  });
  return finishEvent(recorded, 'processed', event, dependencies);
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

function tooLarge(byteCount: number, maxBytes: number): ImageError {
  const expected = `at most ${maxBytes}`;
  return new ImageError('too-large', { subject: 'byte count', expected, received: `${byteCount}` });
}

/** The fields of every object that arrives, whatever its outcome. */
function arrivalOf(
  { eTag, versionId, uploadedAt, userMetadata }: Original,
  event: ObjectEvent,
  { retentionDays }: MakeThumbnailsDependencies,
) {
  const { bucket, key, sequencer } = event;
  return {
    bucket,
    key,
    sequencer,
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

async function finishEvent(
  recorded: Awaited<ReturnType<Metadata['recordProcessed']>>,
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
