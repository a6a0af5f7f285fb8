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
import { labelsAltText, makePicture, type MakePictureDependencies } from './make-picture.ts';
import type { MemoryBudget } from './memory-budget.ts';
import { moderatePicture } from './moderate-picture.ts';
import type { Picture } from './picture.ts';
import { quarantinePicture } from './quarantine-picture.ts';
import { reusePicture } from './reuse-picture.ts';
import { settleEvent } from './settle-event.ts';
import type { ThumbnailObjects } from './sweep-thumbnails.ts';
import type { Turns } from './turns.ts';

export interface Originals {
  /** Reads the object if it still is the one with this entity tag. */
  get(object: {
    readonly bucket: string;
    readonly key: string;
    readonly eTag: string | undefined;
    readonly maxBytes: number;
  }): Promise<Original | { readonly found: 'replaced' | 'nothing' }>;
}

export interface Original {
  readonly found: 'current';
  /** Undefined where there are more than `maxBytes`. */
  readonly bytes: Uint8Array | undefined;
  readonly byteCount: number;
  readonly eTag: string;
  readonly versionId: string | undefined;
  readonly uploadedAt: Date;
  readonly userMetadata: Readonly<Record<string, string>>;
}

export interface MakeThumbnailsDependencies
  extends MakePictureDependencies, ApplyScriptDependencies {
  readonly thumbnails: ThumbnailObjects;
  readonly originals: Originals;
  readonly turns: Turns;
  readonly quarantine: QuarantineObjects;
  readonly moderationPolicy: ModerationPolicy;
  /** Bounds the files held in memory. */
  readonly fileMemory: MemoryBudget;
  readonly retentionDays: number;
  /** Where there is a job for images beyond the limits of the function; they are rejected otherwise. */
  readonly deferMessage?: DeferMessage | undefined;
}

/**
 * Object created → thumbnails, labels and a row. Nothing that was tried before, for this event or
 * another, changes the result; `EventOutcome` says what came of it.
 *
 * @throws whatever may pass: the caller lets the event come again
 */
export async function makeThumbnails(
  event: ObjectEvent,
  dependencies: MakeThumbnailsDependencies,
): Promise<EventOutcome> {
  const { fileMemory, originals, limits, metadata } = dependencies;
  const known = await metadata.findImageByKey(event.bucket, event.key);
  const earlier = outcomeOfEarlierEvents(event, known);
  if (earlier !== undefined) return settleEvent(earlier, event, dependencies);
  const { maxBytes } = limits;
  return fileMemory.run(Math.min(event.byteCount ?? maxBytes, maxBytes), async () => {
    const { bucket, key, eTag } = event;
    const original = await originals.get({ bucket, key, eTag, maxBytes });
    return isOfEvent(original, event)
      ? recordOriginal({ ...original, known }, event, dependencies)
      : settleEvent('superseded', event, dependencies);
  });
}

/** Looked up before anything is fetched or paid; the row's own guard decides in the end. */
function outcomeOfEarlierEvents(
  { sequencer }: ObjectEvent,
  image: ImageRecord | null,
): 'repeat' | 'stale' | undefined {
  if (image === null) return undefined;
  const order = compareSequencers(sequencer, image.sequencer);
  if (order === -1) return 'stale';
  // A rejected picture is tried again: what refused it may have been mended.
  return order === 0 && image.status !== 'rejected' ? 'repeat' : undefined;
}

/** An original, and what was known of its image before. */
type KnownOriginal = Original & { readonly known: ImageRecord | null };

/** In a versioned bucket the same bytes may be put twice: the entity tag alone does not tell. */
function isOfEvent(
  original: Awaited<ReturnType<Originals['get']>>,
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

/** A busy machine is slow too: only what takes too long again is rejected for it. */
const isTransient = ({ code }: ImageError, { receiveCount = 1 }: ObjectEvent): boolean =>
  code === 'too-slow' && receiveCount <= 1;

/** Pictures of the same bytes take turns: the next finds what the one before has recorded. */
async function recordProcessed(
  original: KnownOriginal,
  event: ObjectEvent,
  dependencies: MakeThumbnailsDependencies,
): Promise<EventOutcome> {
  const { metadata, limits, turns } = dependencies;
  const { bytes, byteCount } = original;
  if (bytes === undefined) throw tooLarge(byteCount, limits.maxBytes);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return turns.run(sha256, async () => {
    const twin = await metadata.findAnalysedBySha256(sha256);
    const make = () => makePicture({ bytes, sha256 }, twin, event, dependencies);
    const known = twin === null ? undefined : reusePicture(twin, event, dependencies, make);
    return recordPicture(known ?? (await make()), { ...original, bytes }, event, dependencies);
  });
}

async function recordPicture(
  picture: Picture,
  original: KnownOriginal & { readonly bytes: Uint8Array },
  event: ObjectEvent,
  dependencies: MakeThumbnailsDependencies,
): Promise<EventOutcome> {
  const { facts, analysis } = picture;
  const moderation = moderatePicture(
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
    return quarantinePicture({ ...image, ...labelsAltText(analysis) }, event, dependencies);
  }
  const renditions = await picture.storeRenditions();
  const altText = await picture.describe();
  const stored = { bytes: original.bytes, picture, altText, renditions };
  const recorded = await dependencies.metadata.recordProcessed({
    ...image,
    ...altText,
    ...(await applyScript(stored, event, dependencies)),
    renditions,
    renditionFingerprint: renditionFingerprint(dependencies.renditions),
  });
  return settleRecorded(recorded, 'processed', event, dependencies);
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
  return { ...(await settleRecorded(recorded, 'rejected', event, dependencies)), code };
}

function tooLarge(byteCount: number, maxBytes: number): ImageError {
  const expected = `at most ${maxBytes}`;
  return new ImageError('too-large', { subject: 'byte count', expected, received: `${byteCount}` });
}

/** What is said of every object that arrives, whatever becomes of it. */
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
    // The object was just read under the event's own entity tag.
    isCurrent: true,
    etag: eTag,
    versionId,
    ...uploadOf(userMetadata, event.principalId),
    uploadedAt: uploadedAt.toISOString(),
    processedAt: new Date().toISOString(),
    expiresAt: expiryOf(uploadedAt, retentionDays).toISOString(),
  };
}

async function settleRecorded(
  recorded: Awaited<ReturnType<Metadata['recordProcessed']>>,
  written: 'processed' | 'rejected',
  event: ObjectEvent,
  dependencies: MakeThumbnailsDependencies,
): Promise<EventOutcome> {
  if (recorded.outcome !== 'written') return settleEvent(recorded.outcome, event, dependencies);
  const hasLeftovers =
    recorded.replacedRenditionKeys.length > 0 || recorded.replacedStatus === 'quarantined';
  if (hasLeftovers) return settleEvent(written, event, dependencies);
  return { outcome: written, imageId: imageIdOf(event.bucket, event.key) };
}
