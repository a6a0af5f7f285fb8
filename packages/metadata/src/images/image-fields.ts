import * as z from 'zod';
import { lazily, lazyMembers } from '../lazily.ts';

/**
 * `quarantined`: moderation hides it; its original is stored in quarantine, and it has no
 * renditions. `trashed`: its owner deleted it and can restore it; its original and its renditions
 * are kept.
 */
export const IMAGE_STATUSES = [
  'processed',
  'rejected',
  'removed',
  'quarantined',
  'trashed',
] as const;
export type ImageStatus = (typeof IMAGE_STATUSES)[number];

/** The statuses from which an image can be moved to the trash, and to which it is restored. */
export const TRASHABLE_STATUSES = ['processed', 'rejected'] as const;

/** `reused`: the labels of an image with the same bytes were reused, without a paid call. */
export const ANALYSIS_STATUSES = ['done', 'skipped', 'failed', 'reused'] as const;
export type AnalysisStatus = (typeof ANALYSIS_STATUSES)[number];

/** The verdicts of a moderation policy, least severe first. */
export const MODERATION_VERDICTS = ['allow', 'flag', 'quarantine'] as const;
export type ModerationVerdict = (typeof MODERATION_VERDICTS)[number];

/** A reviewer's decision on a flagged or quarantined image. It overrides every policy. */
export const REVIEW_DECISIONS = ['approve', 'reject'] as const;
export type ReviewDecision = (typeof REVIEW_DECISIONS)[number];

/** `model`: a language model described the image; `labels`: a sentence made from the labels. */
export const ALT_TEXT_SOURCES = ['model', 'labels'] as const;
export type AltTextSource = (typeof ALT_TEXT_SOURCES)[number];

/**
 * The outcome of the script: `done`, or an error: it threw, exceeded its timeout, or returned a
 * value that is not JSON or too large.
 */
export const SCRIPT_STATUSES = ['done', 'failed', 'timed-out', 'not-json', 'too-large'] as const;
export type ScriptStatus = (typeof SCRIPT_STATUSES)[number];

/** The channel of an upload. `s3`: uploaded directly to the bucket. */
export const UPLOAD_CHANNELS = ['presigned-post', 'api', 'kafka', 's3', 'import'] as const;
export type UploadChannel = (typeof UPLOAD_CHANNELS)[number];

/** The maximum lengths of the tables. Longer names are rejected; longer notes are truncated. */
export const RECORD_LIMITS = {
  /** S3's limit of a key in bytes of UTF-8. */
  maxKeyBytes: 1024,
  maxUploadedByCharacters: 255,
  maxFileNameCharacters: 255,
  maxLabelNameCharacters: 255,
  maxNoteCharacters: 1000,
  maxAltTextCharacters: 4000,
  /**
   * A row of Redshift's Data API has at most 64 KB, which must suffice for the result and the rest.
   */
  maxScriptResultBytes: 32_768,
} as const;

/**
 * Text that identifies something and is stored exactly. Text that a database cannot store is
 * rejected.
 */
function exactText(maxCharacters: number) {
  return z
    .string()
    .min(1)
    .max(maxCharacters)
    .refine((text) => !text.includes('\0') && text.isWellFormed(), {
      error: 'well-formed Unicode without NUL',
    });
}

/**
 * Text for people, from decoders and models. Characters that a database cannot store are replaced,
 * and text that is too long is truncated, so that an unusual note does not reject an image.
 */
function noteText(maxCharacters: number) {
  return z
    .string()
    .transform((text) => cut(text.toWellFormed().replaceAll('\0', '\uFFFD'), maxCharacters));
}

function cut(text: string, maxCharacters: number): string {
  return text.length <= maxCharacters
    ? text
    : `${text.slice(0, maxCharacters - 1).toWellFormed()}…`;
}

/**
 * MariaDB rounds the seventeenth digit of a DOUBLE incorrectly, so that the engines would differ.
 */
function toFourDecimals(percent: number): number {
  return Math.round(percent * 10_000) / 10_000;
}

/** JSON of any form, stored as the original text. */
function jsonText(maxBytes: number) {
  return z
    .string()
    .refine(isJson, { error: 'JSON' })
    .refine((text) => Buffer.byteLength(text) <= maxBytes, {
      error: `at most ${maxBytes} bytes of JSON`,
    });
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return text.isWellFormed() && !text.includes('\0');
  } catch {
    return false;
  }
}

function hex(digits: number) {
  return z.string().regex(new RegExp(`^[0-9a-f]{${digits}}$`), {
    error: `${digits} lower-case hexadecimal digits`,
  });
}

const wholeNumber = lazily(() => z.number().int().nonnegative());
const side = lazily(() => z.number().int().positive());
const time = lazily(() =>
  z.iso.datetime({ error: 'an ISO 8601 time in UTC, such as 2026-11-21T10:00:00.000Z' }),
);
const key = lazily(() =>
  exactText(1024).refine((text) => Buffer.byteLength(text) <= RECORD_LIMITS.maxKeyBytes, {
    error: `at most ${RECORD_LIMITS.maxKeyBytes} bytes of UTF-8`,
  }),
);

/** A note that is not empty. */
const shortNote = (maxCharacters: number) => noteText(maxCharacters).pipe(exactText(maxCharacters));

/** A time of a clock in any time zone. */
const localTime = lazily(() =>
  z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?$/, {
    error: 'a local time such as 2026-11-21T10:00:00.000',
  }),
);

/** More digits would differ between the databases and the warehouse. */
function decimal(digits: number) {
  return z
    .number()
    .positive()
    .max(100_000)
    .transform((value) => Number(value.toFixed(digits)));
}

const renditionSchema = lazily(() =>
  z.object({
    name: exactText(64),
    key: key(),
    mediaType: exactText(127),
    width: side(),
    height: side(),
    byteCount: wholeNumber(),
  }),
);
/** A smaller version of an image: width and height in pixels, `key` in the thumbnails bucket. */
export type RenditionRecord = Readonly<z.infer<ReturnType<typeof renditionSchema>>>;

const labelSchema = lazily(() =>
  z.object({
    name: exactText(RECORD_LIMITS.maxLabelNameCharacters),
    confidence: z.number().min(0).max(100).transform(toFourDecimals),
    parents: z.array(exactText(RECORD_LIMITS.maxLabelNameCharacters)).max(32).readonly(),
    taxonomyLevel: wholeNumber()
      .nullish()
      .transform((level) => level ?? null),
    modelVersion: exactText(255),
  }),
);
/**
 * A label of a model. `confidence` is in percent with four decimals; `taxonomyLevel` is set if the
 * model has levels.
 */
export type Label = Readonly<z.infer<ReturnType<typeof labelSchema>>>;

const dominantColorSchema = lazily(() =>
  z.object({
    hex: z.string().regex(/^#[0-9a-f]{6}$/i, { error: 'a colour such as #1e90ff' }),
    fraction: z.number().min(0).max(1),
  }),
);
export type DominantColor = Readonly<z.infer<ReturnType<typeof dominantColorSchema>>>;

/** The fields of an image, by the names of inputs and records. */
export const imageFields = lazyMembers({
  imageId: () => hex(32),
  bucket: () => exactText(255),
  key,
  versionId: () => exactText(1024),
  /** An X-Ray tracing header has 74 characters. */
  traceHeader: () => z.string().max(100),
  etag: () => exactText(128),
  sequencer: () => z.string().regex(/^[0-9a-f]{1,64}$/i, { error: '1 to 64 hexadecimal digits' }),
  status: () => z.enum(IMAGE_STATUSES),
  trashedFrom: () => z.enum(TRASHABLE_STATUSES),
  sha256: () => hex(64),
  mediaType: () => exactText(127),
  byteCount: wholeNumber,
  width: side,
  height: side,
  frameCount: side,
  thumbHash: () => exactText(64),
  perceptualHash: () => hex(16),
  cameraMake: () => shortNote(64),
  cameraModel: () => shortNote(128),
  lensModel: () => shortNote(255),
  capturedAt: localTime,
  captureZone: () =>
    z.string().regex(/^[+-]\d\d:\d\d$/, { error: 'an offset from UTC such as +02:00' }),
  focalLengthMm: () => decimal(3),
  exposureSeconds: () => decimal(8),
  fNumber: () => decimal(3),
  isoSpeed: () => z.number().int().positive(),
  renditionFingerprint: () => hex(32),
  dominantColors: () => z.array(dominantColorSchema()).max(64).readonly(),
  renditions: () => z.array(renditionSchema()).max(100).readonly(),
  labels: () => z.array(labelSchema()).max(1000).readonly(),
  analysisStatus: () => z.enum(ANALYSIS_STATUSES),
  analysisDetail: () => noteText(RECORD_LIMITS.maxNoteCharacters),
  altText: () => noteText(RECORD_LIMITS.maxAltTextCharacters),
  altTextSource: () => z.enum(ALT_TEXT_SOURCES),
  altTextModel: () => exactText(255),
  uploadedBy: () => exactText(RECORD_LIMITS.maxUploadedByCharacters),
  uploadedThrough: () => z.enum(UPLOAD_CHANNELS),
  fileName: () => shortNote(RECORD_LIMITS.maxFileNameCharacters),
  scriptStatus: () => z.enum(SCRIPT_STATUSES),
  scriptDetail: () => noteText(RECORD_LIMITS.maxNoteCharacters),
  scriptResult: () => jsonText(RECORD_LIMITS.maxScriptResultBytes),
  moderationVerdict: () => z.enum(MODERATION_VERDICTS),
  moderationPolicy: () => exactText(64),
  reviewDecision: () => z.enum(REVIEW_DECISIONS),
  reviewReason: () => noteText(RECORD_LIMITS.maxNoteCharacters).pipe(exactText(1000)),
  rejectionCode: () => exactText(64),
  rejectionMessage: () => noteText(RECORD_LIMITS.maxNoteCharacters),
  warning: () => noteText(RECORD_LIMITS.maxNoteCharacters),
  time,
  rowVersion: () => z.number().int().positive(),
});
