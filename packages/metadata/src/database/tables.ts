import type { Generated, Insertable, Selectable, Updateable } from 'kysely';
import type { FailureSource, FailureState } from '../failures/failure.ts';
import type { ImageColumns } from '../images/image-columns.ts';
import type { ImageStatus, ModerationVerdict, ReviewDecision } from '../images/image-fields.ts';
import type { ImageRowOf } from '../images/image-row.ts';
import type { DeliveryState } from '../webhooks/webhook.ts';

/**
 * One row per image that ever existed; `removed` rows remain for late events. The table also has
 * the columns `hash_band_0` to `hash_band_3`: bits 0–15 to 48–63 of the perceptual hash, which the
 * database computes and indexes.
 */
export type ImageTable = ImageRowOf<ImageColumns>;

export interface RenditionTable {
  imageId: string;
  name: string;
  objectKey: string;
  mediaType: string;
  width: number;
  height: number;
  byteCount: number;
}

export const LABEL_KINDS = ['label', 'moderation'] as const;
export type LabelKind = (typeof LABEL_KINDS)[number];

export interface ImageLabelTable {
  imageId: string;
  kind: LabelKind;
  /** Position of the label in the model's response, from 0. */
  position: number;
  name: string;
  confidence: number;
  /** JSON: `["Animal", "Pet"]`. */
  parents: string;
  taxonomyLevel: number | null;
  modelVersion: string;
  /** Upload time of the image, repeated for lists by label. */
  uploadedAt: Generated<string | null>;
  uploadedBy: Generated<string | null>;
}

/** `U`: upserted, `D`: deleted, `P`: purged, so that nothing personal may remain. */
export const OUTBOX_OPERATIONS = ['U', 'D', 'P'] as const;
export type OutboxOperation = (typeof OUTBOX_OPERATIONS)[number];

/** One row per written version of an image. `batchId` is null until a batch claims the change. */
export interface OutboxTable {
  seq: Generated<number>;
  imageId: string;
  rowVersion: number;
  op: OutboxOperation;
  createdAt: string;
  batchId: string | null;
  /** Tracing header of the event that wrote the version, if its trace is sampled. */
  traceHeader: Generated<string | null>;
}

/** The ledger of paid calls. A call is recorded even if the image's row is never written. */
export interface AnalysisCallTable {
  /** An id of `newCallId`, which is unique. */
  callId: number;
  imageId: string;
  operation: string;
  modelVersion: string | null;
  calledAt: string;
  outcome: string;
  requestUnits: number;
  /** Null until a batch claims the call. */
  batchId: Generated<string | null>;
}

/** The history of reviews. Rows are only added, and are deleted with their image. */
export interface ModerationReviewTable {
  reviewId: Generated<number>;
  imageId: string;
  /** The image that was reviewed: a key may contain another one later. */
  sha256: string | null;
  decision: ReviewDecision;
  reviewedBy: string;
  reason: string;
  reviewedAt: string;
  /** The verdict that was reviewed, and the version of the policy that gave it. */
  moderationVerdict: ModerationVerdict;
  moderationPolicy: string;
}

/**
 * `changes`: the changes in the outbox. The others copy a range of keys, whatever the outbox
 * contains.
 */
export const BATCH_KINDS = ['changes', 'images', 'calls'] as const;
export type BatchKind = (typeof BATCH_KINDS)[number];

/** One row per purged image, until no event of it can arrive any more. */
export interface ImagePurgeTable {
  imageId: string;
  /** Sequencer of the newest event in the row; null for an image that never had a row. */
  sequencer: string | null;
  purgedAt: string;
}

/** A batch, which one transaction loads into the warehouse. At most one is not applied. */
export interface EtlBatchTable {
  batchId: string;
  kind: BatchKind;
  /** The range of a copy's keys: after `afterKey`, up to `lastKey`. */
  afterKey: string | null;
  lastKey: string | null;
  /** Number of claimed outbox rows and calls. */
  changeCount: number;
  attempt: number;
  /** JSON with the numbers of staged rows; null until this attempt has staged all of them. */
  staged: string | null;
  statementId: string | null;
  createdAt: string;
  appliedAt: string | null;
}

export interface EtlLeaseTable {
  name: string;
  holder: string;
  expiresAtMs: number;
}

/** Progress that must survive a run, by name. */
export interface EtlProgressTable {
  name: string;
  value: string;
}

/** One row per failed message, by the first id of the message. */
export interface FailureTable {
  failureId: string;
  messageId: string;
  source: FailureSource;
  state: FailureState;
  imageId: string | null;
  bucket: string | null;
  objectKey: string | null;
  code: string | null;
  reason: string | null;
  receiveCount: number;
  redriveCount: number;
  body: string;
  firstSeenAt: string;
  lastSeenAt: string;
  expiresAt: string;
}

/** One row per secret with which the API signs links. */
export interface SigningKeyTable {
  name: string;
  /** The secret in hexadecimal. */
  secret: string;
  createdAt: string;
}

export interface WebhookTable {
  webhookId: string;
  url: string;
  secret: string;
  createdAt: string;
}

/** One row per change and webhook: the queue of the deliveries and their log. */
export interface WebhookDeliveryTable {
  webhookId: string;
  eventId: string;
  imageId: string;
  imageStatus: ImageStatus;
  state: DeliveryState;
  attemptCount: number;
  createdAt: string;
  nextAttemptAt: string;
  httpStatus: number | null;
  failure: string | null;
}

/** One row per idempotency key of a request. The hashes are SHA-256 in hexadecimal. */
export interface IdempotencyKeyTable {
  keyHash: string;
  requestHash: string;
  firstAt: string;
  lockedUntil: string;
  /** Null until the request was answered. */
  doneAt: string | null;
  expiresAt: string;
}

/**
 * The number of images by uploader, status and upload time. Only SQLite has this table; triggers
 * keep it up to date.
 */
export interface ImageCountTable {
  /** Empty for the images of all uploaders. */
  uploadedBy: string;
  status: ImageStatus;
  /** The start of a quarter of an hour. */
  uploadedFrom: string;
  imageCount: number;
}

/** The number of listed images by uploader and label, as `ImageCountTable`. */
export interface LabelCountTable {
  uploadedBy: string;
  name: string;
  imageCount: number;
}

/**
 * The tables, for kysely, whose plugin converts names to snake case. Times are `YYYY-MM-DD
 * HH:MM:SS.ffffff` in UTC, JSON is text, and whole numbers are JavaScript numbers, exact up to
 * 2^53.
 */
export interface MetadataTables {
  image: ImageTable;
  rendition: RenditionTable;
  imageLabel: ImageLabelTable;
  imagePurge: ImagePurgeTable;
  outbox: OutboxTable;
  analysisCall: AnalysisCallTable;
  moderationReview: ModerationReviewTable;
  etlBatch: EtlBatchTable;
  etlLease: EtlLeaseTable;
  etlProgress: EtlProgressTable;
  failure: FailureTable;
  signingKey: SigningKeyTable;
  webhook: WebhookTable;
  webhookDelivery: WebhookDeliveryTable;
  idempotencyKey: IdempotencyKeyTable;
  imageCount: ImageCountTable;
  labelCount: LabelCountTable;
}

export type FailureRow = Selectable<FailureTable>;
export type ImageRow = Selectable<ImageTable>;
export type RenditionRow = Selectable<RenditionTable>;
/** A label without the columns that only lists need. */
export type ImageLabelRow = Omit<Selectable<ImageLabelTable>, 'uploadedAt' | 'uploadedBy'>;
export type NewImageRow = Insertable<ImageTable>;
export type ImageUpdate = Updateable<ImageTable>;
