import { z } from 'zod';
import { REVIEW_DECISIONS } from './review.ts';
import { imageIdSchema, timeSchema } from './scalars.ts';

/**
 * `quarantined`: moderation holds it back until somebody has reviewed it. `trashed`: it was moved to
 * the trash, and only lists of this status have it.
 */
export const IMAGE_STATUSES = [
  'processed',
  'rejected',
  'removed',
  'quarantined',
  'trashed',
] as const;

const count = z.number().int().nonnegative();
const signedUrl = z.string();

export const labelSchema = z.object({
  name: z.string(),
  /** In percent. */
  confidence: z.number(),
});

export const labelDetailSchema = labelSchema
  .extend({
    parents: z.array(z.string()),
    taxonomyLevel: z.number().int().nullable(),
    /** The model that has said so. */
    modelVersion: z.string(),
  })
  .meta({ id: 'Label' });
export type LabelDetail = Readonly<z.infer<typeof labelDetailSchema>>;

export const renditionSchema = z
  .object({
    name: z.string(),
    width: count,
    height: count,
    byteCount: count,
    mediaType: z.string(),
    url: signedUrl,
  })
  .meta({ id: 'Rendition' });

/** What a list tells of an image. URLs are signed and end within minutes. */
export const imageSummarySchema = z
  .object({
    imageId: imageIdSchema,
    name: z.string(),
    status: z.enum(IMAGE_STATUSES),
    rejectionCode: z.string().nullable(),
    rejectionMessage: z.string().nullable(),
    /** What a reviewer has said of an image that moderation found something in. */
    reviewDecision: z.enum(REVIEW_DECISIONS).nullable(),
    width: count.nullable(),
    height: count.nullable(),
    byteCount: count.nullable(),
    mediaType: z.string().nullable(),
    /** Base64 of a ThumbHash. */
    thumbHash: z.string().nullable(),
    altText: z.string().nullable(),
    /** The surest, five at most. */
    labels: z.array(labelSchema),
    thumbnailUrl: signedUrl.nullable(),
    /** The thumbnail and the larger renditions, smallest first, for a browser to choose from. */
    thumbnails: z.array(z.object({ width: count, height: count, url: signedUrl })),
    /**
     * The image in any size: add `width`, `height`, `fit` or `format`. Null if the image is not shown to
     * this user.
     */
    renderUrl: signedUrl.nullable(),
    uploadedAt: timeSchema.nullable(),
    processedAt: timeSchema.nullable(),
    expiresAt: timeSchema,
    /** For the uploader and for admins; null for others. */
    uploadedBy: z.string().nullable(),
  })
  .meta({ id: 'ImageSummary' });
export type ImageSummary = Readonly<z.infer<typeof imageSummarySchema>>;
export type ImageStatus = ImageSummary['status'];

/** All that is known of an image. */
export const imageDetailSchema = imageSummarySchema
  .extend({
    /** Null if the original no longer exists. */
    originalUrl: signedUrl.nullable(),
    /** The same, but a browser saves it instead of showing it. */
    downloadUrl: signedUrl.nullable(),
    renditions: z.array(renditionSchema),
    labels: z.array(labelDetailSchema),
    moderationLabels: z.array(labelDetailSchema),
    dominantColors: z.array(z.object({ hex: z.string(), fraction: z.number() })),
    sha256: z.string().nullable(),
    perceptualHash: z.string().nullable(),
    altTextSource: z.string().nullable(),
    /** Null where no model has written the text. */
    altTextModel: z.string().nullable(),
    uploadedThrough: z.string().nullable(),
    analysisStatus: z.string().nullable(),
    duplicateOf: imageIdSchema.nullable(),
    scriptResult: z.unknown().nullable(),
    warning: z.string().nullable(),
    cameraMake: z.string().nullable(),
    cameraModel: z.string().nullable(),
    lensModel: z.string().nullable(),
    /** By the camera's own clock, such as `2022-08-22T20:30:46.023`. */
    capturedAt: z.string().nullable(),
    /** The offset of that clock from UTC, such as `+02:00`; null where the camera does not write it. */
    captureZone: z.string().nullable(),
    focalLengthMm: z.number().nullable(),
    exposureSeconds: z.number().nullable(),
    /** 1.7 for f/1.7. */
    fNumber: z.number().nullable(),
    isoSpeed: count.nullable(),
  })
  .meta({ id: 'ImageDetail' });
export type ImageDetail = Readonly<z.infer<typeof imageDetailSchema>>;
