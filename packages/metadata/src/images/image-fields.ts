import { z } from 'zod';

/**
 * `quarantined`: moderation holds it back; its original is locked away and it has no renditions.
 * `trashed`: its owner deleted it and can restore it; its original and its renditions are kept.
 */
export const IMAGE_STATUSES = [
  'processed',
  'rejected',
  'removed',
  'quarantined',
  'trashed',
] as const;
export type ImageStatus = (typeof IMAGE_STATUSES)[number];

/** The statuses that an image can be moved to the trash from, and restored to. */
export const TRASHABLE_STATUSES = ['processed', 'rejected'] as const;

/** `reused`: the labels of an identical picture were taken over, and no call was paid. */
export const ANALYSIS_STATUSES = ['done', 'skipped', 'failed', 'reused'] as const;
export type AnalysisStatus = (typeof ANALYSIS_STATUSES)[number];

/** What a moderation policy says of a picture, the mildest first. */
export const MODERATION_VERDICTS = ['allow', 'flag', 'quarantine'] as const;
export type ModerationVerdict = (typeof MODERATION_VERDICTS)[number];

/** What a person says of a picture that was flagged or quarantined. It outranks every policy. */
export const REVIEW_DECISIONS = ['approve', 'reject'] as const;
export type ReviewDecision = (typeof REVIEW_DECISIONS)[number];

/** `model`: a language model saw the picture; `labels`: a sentence made of the labels. */
export const ALT_TEXT_SOURCES = ['model', 'labels'] as const;
export type AltTextSource = (typeof ALT_TEXT_SOURCES)[number];

/**
 * How the provided script ended: `done`, or what went wrong: it threw, took longer than it may, or
 * returned what is no JSON or too much of it.
 */
export const SCRIPT_STATUSES = ['done', 'failed', 'timed-out', 'not-json', 'too-large'] as const;
export type ScriptStatus = (typeof SCRIPT_STATUSES)[number];

/** The door a picture came in by. `s3`: put straight into the bucket. */
export const UPLOAD_CHANNELS = ['presigned-post', 'api', 'kafka', 's3', 'import'] as const;
export type UploadChannel = (typeof UPLOAD_CHANNELS)[number];

/** Lengths that the tables hold. Longer names are refused; longer notes are cut. */
export const RECORD_LIMITS = {
  /** S3's limit on a key, in bytes of UTF-8. */
  maxKeyBytes: 1024,
  maxUploadedByCharacters: 255,
  maxFileNameCharacters: 255,
  maxLabelNameCharacters: 255,
  maxNoteCharacters: 1000,
  maxAltTextCharacters: 4000,
  /** A row of Redshift's Data API holds 64 KB: with the result, the rest of it has to fit. */
  maxScriptResultBytes: 32_768,
} as const;

/** Text that identifies something: kept exactly, so what a database cannot keep is refused. */
const exactText = (maxCharacters: number) =>
  z
    .string()
    .min(1)
    .max(maxCharacters)
    .refine((text) => !text.includes('\0') && text.isWellFormed(), {
      error: 'well-formed Unicode without NUL',
    });

/**
 * Text for people to read, from decoders and models: what a database cannot keep is replaced, and
 * what is too long is cut, because a strange note is no reason to lose a picture.
 */
const noteText = (maxCharacters: number) =>
  z
    .string()
    .transform((text) => cut(text.toWellFormed().replaceAll('\0', '\uFFFD'), maxCharacters));

function cut(text: string, maxCharacters: number): string {
  return text.length <= maxCharacters
    ? text
    : `${text.slice(0, maxCharacters - 1).toWellFormed()}…`;
}

/** MariaDB writes a DOUBLE's seventeenth digit down wrong, so the engines would differ in it. */
function toFourDecimals(percent: number): number {
  return Math.round(percent * 10_000) / 10_000;
}

/** JSON of any shape, kept as the text it came as. */
const jsonText = (maxBytes: number) =>
  z
    .string()
    .refine(isJson, { error: 'JSON' })
    .refine((text) => Buffer.byteLength(text) <= maxBytes, {
      error: `at most ${maxBytes} bytes of JSON`,
    });

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return text.isWellFormed() && !text.includes('\0');
  } catch {
    return false;
  }
}

const hex = (digits: number) =>
  z.string().regex(new RegExp(`^[0-9a-f]{${digits}}$`), {
    error: `${digits} lower-case hexadecimal digits`,
  });

const wholeNumber = z.number().int().nonnegative();
const side = z.number().int().positive();
const time = z.iso.datetime({ error: 'an ISO 8601 time in UTC, such as 2026-11-21T10:00:00.000Z' });
const key = exactText(1024).refine((text) => Buffer.byteLength(text) <= RECORD_LIMITS.maxKeyBytes, {
  error: `at most ${RECORD_LIMITS.maxKeyBytes} bytes of UTF-8`,
});

/** A note that is there: an empty one is no value. */
const shortNote = (maxCharacters: number) => noteText(maxCharacters).pipe(exactText(maxCharacters));

/** A clock's time, wherever that clock was. */
const localTime = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?$/, {
  error: 'a local time such as 2026-11-21T10:00:00.000',
});

/** More digits would differ between the databases and the warehouse. */
const decimal = (digits: number) =>
  z
    .number()
    .positive()
    .max(100_000)
    .transform((value) => Number(value.toFixed(digits)));

const renditionSchema = z.object({
  name: exactText(64),
  key,
  mediaType: exactText(127),
  width: side,
  height: side,
  byteCount: wholeNumber,
});
/** A smaller version of an image: width and height in pixels, `key` in the bucket of thumbnails. */
export type RenditionRecord = Readonly<z.infer<typeof renditionSchema>>;

const labelSchema = z.object({
  name: exactText(RECORD_LIMITS.maxLabelNameCharacters),
  confidence: z.number().min(0).max(100).transform(toFourDecimals),
  parents: z.array(exactText(RECORD_LIMITS.maxLabelNameCharacters)).max(32).readonly(),
  taxonomyLevel: wholeNumber.nullish().transform((level) => level ?? null),
  modelVersion: exactText(255),
});
/**
 * What a model says it sees. `confidence` in percent, to four decimals; `taxonomyLevel` where the
 * model has levels.
 */
export type Label = Readonly<z.infer<typeof labelSchema>>;

const dominantColorSchema = z.object({
  hex: z.string().regex(/^#[0-9a-f]{6}$/i, { error: 'a colour such as #1e90ff' }),
  fraction: z.number().min(0).max(1),
});
export type DominantColor = Readonly<z.infer<typeof dominantColorSchema>>;

/** Each field of an image, by the name that inputs and records share. */
export const imageFields = {
  imageId: hex(32),
  bucket: exactText(255),
  key,
  versionId: exactText(1024),
  etag: exactText(128),
  sequencer: z.string().regex(/^[0-9a-f]{1,64}$/i, { error: '1 to 64 hexadecimal digits' }),
  status: z.enum(IMAGE_STATUSES),
  trashedFrom: z.enum(TRASHABLE_STATUSES),
  sha256: hex(64),
  mediaType: exactText(127),
  byteCount: wholeNumber,
  width: side,
  height: side,
  frameCount: side,
  thumbHash: exactText(64),
  perceptualHash: hex(16),
  cameraMake: shortNote(64),
  cameraModel: shortNote(128),
  lensModel: shortNote(255),
  capturedAt: localTime,
  captureZone: z.string().regex(/^[+-]\d\d:\d\d$/, { error: 'an offset from UTC such as +02:00' }),
  focalLengthMm: decimal(3),
  exposureSeconds: decimal(8),
  fNumber: decimal(3),
  isoSpeed: z.number().int().positive(),
  renditionFingerprint: hex(32),
  dominantColors: z.array(dominantColorSchema).max(64).readonly(),
  renditions: z.array(renditionSchema).max(100).readonly(),
  labels: z.array(labelSchema).max(1000).readonly(),
  analysisStatus: z.enum(ANALYSIS_STATUSES),
  analysisDetail: noteText(RECORD_LIMITS.maxNoteCharacters),
  altText: noteText(RECORD_LIMITS.maxAltTextCharacters),
  altTextSource: z.enum(ALT_TEXT_SOURCES),
  altTextModel: exactText(255),
  uploadedBy: exactText(RECORD_LIMITS.maxUploadedByCharacters),
  uploadedThrough: z.enum(UPLOAD_CHANNELS),
  fileName: shortNote(RECORD_LIMITS.maxFileNameCharacters),
  scriptStatus: z.enum(SCRIPT_STATUSES),
  scriptDetail: noteText(RECORD_LIMITS.maxNoteCharacters),
  scriptResult: jsonText(RECORD_LIMITS.maxScriptResultBytes),
  moderationVerdict: z.enum(MODERATION_VERDICTS),
  moderationPolicy: exactText(64),
  reviewDecision: z.enum(REVIEW_DECISIONS),
  reviewReason: noteText(RECORD_LIMITS.maxNoteCharacters).pipe(exactText(1000)),
  rejectionCode: exactText(64),
  rejectionMessage: noteText(RECORD_LIMITS.maxNoteCharacters),
  warning: noteText(RECORD_LIMITS.maxNoteCharacters),
  time,
  rowVersion: z.number().int().positive(),
} as const;
