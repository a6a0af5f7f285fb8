import * as z from 'zod';
import { REVIEW_DECISIONS } from './review.ts';
import { imageIdSchema, timeSchema } from './scalars.ts';

/**
 * `quarantined`: the image is hidden until a review. `trashed`: it is in the trash, and only lists
 * with this status contain it.
 */
export const IMAGE_STATUSES = [
  'processed',
  'rejected',
  'removed',
  'quarantined',
  'trashed',
] as const;

/** Any JSON value. Unlike `z.unknown()`, the property is always present. */
const jsonSchema = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.null(),
  z.array(z.unknown()),
  z.record(z.string(), z.unknown()),
]);
const count = z.number().int().nonnegative();
const signedUrl = z.string();

export const labelSchema = z.object({
  name: z.string(),
  /** Confidence in percent. */
  confidence: z.number(),
});

export const labelDetailSchema = labelSchema
  .extend({
    parents: z.array(z.string()),
    taxonomyLevel: z.number().int().nullable(),
    /** Version of the model that detected the label. */
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

/** An image in a list. URLs are signed and expire within minutes. */
export const imageSummarySchema = z
  .object({
    imageId: imageIdSchema,
    name: z.string(),
    status: z.enum(IMAGE_STATUSES),
    rejectionCode: z.string().nullable(),
    rejectionMessage: z.string().nullable(),
    /** The decision of the review, if there was one. */
    reviewDecision: z.enum(REVIEW_DECISIONS).nullable(),
    width: count.nullable(),
    height: count.nullable(),
    byteCount: count.nullable(),
    mediaType: z.string().nullable(),
    /** A ThumbHash in base64. */
    thumbHash: z.string().nullable(),
    altText: z.string().nullable(),
    /** The labels with the highest confidence, at most five. */
    labels: z.array(labelSchema),
    thumbnailUrl: signedUrl.nullable(),
    /**
     * The thumbnail and the larger renditions, smallest first, from which a browser selects one.
     */
    thumbnails: z.array(z.object({ width: count, height: count, url: signedUrl })),
    /**
     * URL of the image in any size: append `width`, `height`, `fit` or `format`. Null if the image
     * is not shown to this user.
     */
    renderUrl: signedUrl.nullable(),
    uploadedAt: timeSchema.nullable(),
    processedAt: timeSchema.nullable(),
    expiresAt: timeSchema,
    /** The uploader; null for users who are neither the uploader nor an admin. */
    uploadedBy: z.string().nullable(),
  })
  .meta({ id: 'ImageSummary' });
export type ImageSummary = Readonly<z.infer<typeof imageSummarySchema>>;
export type ImageStatus = ImageSummary['status'];

/** All properties of an image. */
export const imageDetailSchema = imageSummarySchema
  .extend({
    /** Null if the original no longer exists. */
    originalUrl: signedUrl.nullable(),
    /** The same URL with a header that makes browsers save the file. */
    downloadUrl: signedUrl.nullable(),
    renditions: z.array(renditionSchema),
    labels: z.array(labelDetailSchema),
    moderationLabels: z.array(labelDetailSchema),
    dominantColors: z.array(z.object({ hex: z.string(), fraction: z.number() })),
    sha256: z.string().nullable(),
    perceptualHash: z.string().nullable(),
    altTextSource: z.string().nullable(),
    /** Null if no model has written the text. */
    altTextModel: z.string().nullable(),
    uploadedThrough: z.string().nullable(),
    analysisStatus: z.string().nullable(),
    duplicateOf: imageIdSchema.nullable(),
    scriptResult: jsonSchema,
    warning: z.string().nullable(),
    cameraMake: z.string().nullable(),
    cameraModel: z.string().nullable(),
    lensModel: z.string().nullable(),
    /** Local time of the camera's clock, such as `2022-08-22T20:30:46.023`. */
    capturedAt: z.string().nullable(),
    /**
     * The offset of that clock from UTC, such as `+02:00`; null if the camera does not write it.
     */
    captureZone: z.string().nullable(),
    focalLengthMm: z.number().nullable(),
    exposureSeconds: z.number().nullable(),
    /** 1.7 for f/1.7. */
    fNumber: z.number().nullable(),
    isoSpeed: count.nullable(),
  })
  .meta({ id: 'ImageDetail' });
export type ImageDetail = Readonly<z.infer<typeof imageDetailSchema>>;
