import { z } from 'zod';
import { imageFields as f, type Label, type RenditionRecord } from './image-fields.ts';

const orNull = <Schema extends z.ZodType>(schema: Schema) =>
  schema.nullish().transform((value) => value ?? null);

/** What every event says. `isCurrent`: a fresh look showed that it describes the object of now. */
const eventFields = {
  bucket: f.bucket,
  key: f.key,
  sequencer: f.sequencer,
  isCurrent: z.boolean().optional(),
  versionId: orNull(f.versionId),
  expiresAt: f.time,
};

const arrivalFields = {
  ...eventFields,
  etag: orNull(f.etag),
  uploadedBy: orNull(f.uploadedBy),
  uploadedThrough: orNull(f.uploadedThrough),
  fileName: orNull(f.fileName),
  uploadedAt: f.time,
  processedAt: f.time,
  warning: orNull(f.warning),
};

const distinct = (field: 'name' | 'key') => ({
  check: (renditions: readonly RenditionRecord[]) =>
    new Set(renditions.map((rendition) => rendition[field])).size === renditions.length,
  expectation: { error: `renditions of distinct ${field}s` },
});
const [distinctNames, distinctKeys] = [distinct('name'), distinct('key')];

export const processedImageSchema = z.object({
  ...arrivalFields,
  sha256: f.sha256,
  mediaType: f.mediaType,
  byteCount: f.byteCount,
  width: f.width,
  height: f.height,
  frameCount: f.frameCount,
  thumbHash: orNull(f.thumbHash),
  perceptualHash: orNull(f.perceptualHash),
  dominantColors: f.dominantColors,
  renditions: f.renditions
    .refine(distinctNames.check, distinctNames.expectation)
    .refine(distinctKeys.check, distinctKeys.expectation),
  renditionFingerprint: orNull(f.renditionFingerprint),
  labels: f.labels.transform(oncePerName),
  moderationLabels: f.labels.transform(oncePerName),
  analysisStatus: f.analysisStatus,
  analysisDetail: orNull(f.analysisDetail),
  altText: orNull(f.altText),
  altTextSource: orNull(f.altTextSource),
  altTextModel: orNull(f.altTextModel),
  moderationVerdict: orNull(f.moderationVerdict),
  moderationPolicy: orNull(f.moderationPolicy),
  reviewDecision: orNull(f.reviewDecision),
  reviewedAt: orNull(f.time),
  scriptStatus: orNull(f.scriptStatus),
  scriptDetail: orNull(f.scriptDetail),
  scriptResult: orNull(f.scriptResult),
});

/** A picture whose renditions are stored. Fields as in `ImageRecord`. */
export type ProcessedImage = Readonly<z.input<typeof processedImageSchema>>;

/** A picture that moderation holds back: it has no renditions. */
export type QuarantinedImage = Omit<ProcessedImage, 'renditions' | 'renditionFingerprint'>;

export const rejectedImageSchema = z.object({
  ...arrivalFields,
  rejectionCode: f.rejectionCode,
  rejectionMessage: f.rejectionMessage,
  sha256: orNull(f.sha256),
  mediaType: orNull(f.mediaType),
  byteCount: orNull(f.byteCount),
  width: orNull(f.width),
  height: orNull(f.height),
  frameCount: orNull(f.frameCount),
});

/** An object that is not a picture we take: why, in a stable code and a sentence. */
export type RejectedImage = Readonly<z.input<typeof rejectedImageSchema>>;

export const removedImageSchema = z.object({ ...eventFields, removedAt: f.time });

/**
 * An object that is gone. `expiresAt` is for the tombstone of an image that was never seen; a known
 * one keeps its own.
 */
export type RemovedImage = Readonly<z.input<typeof removedImageSchema>>;

/** What every event says, parsed. */
export type ParsedEvent = z.output<z.ZodObject<typeof eventFields>>;
/** What every arrival says, parsed. */
export type ParsedArrival = z.output<z.ZodObject<typeof arrivalFields>>;

/** A warehouse counts a label once per image: of two of one name, the more confident stays. */
function oncePerName(labels: readonly Label[]): Label[] {
  const strongest = new Map<string, Label>();
  for (const label of labels) {
    const seen = strongest.get(label.name);
    if (seen === undefined || label.confidence > seen.confidence) strongest.set(label.name, label);
  }
  return [...strongest.values()];
}
