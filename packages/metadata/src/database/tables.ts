import type { Generated, Insertable, Selectable, Updateable } from 'kysely';
import type { FailureSource, FailureState } from '../failures/failure.ts';
import type { ImageColumns } from '../images/image-columns.ts';
import type { ModerationVerdict, ReviewDecision } from '../images/image-fields.ts';
import type { ImageRowOf } from '../images/image-row.ts';

/**
 * One row per image that was ever seen; `removed` rows stay so that late events find them. The table has
 * besides `hash_band_0` to `hash_band_3`, bits 0–15 to 48–63 of the perceptual hash, which the database
 * computes for an index each.
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
  /** The label's place in the model's answer, from 0. */
  position: number;
  name: string;
  confidence: number;
  /** JSON: `["Animal", "Pet"]`. */
  parents: string;
  taxonomyLevel: number | null;
  modelVersion: string;
  /** The image's, repeated for the lists by label. */
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
}

/** The ledger of paid calls: it is written whether or not the image's row ever is. */
export interface AnalysisCallTable {
  /** From `newCallId`: it is never given again. */
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

/** The trace of reviews: rows are added, and go with their image only. */
export interface ModerationReviewTable {
  reviewId: Generated<number>;
  imageId: string;
  /** The image that was looked at: a key may hold another one later. */
  sha256: string | null;
  decision: ReviewDecision;
  reviewedBy: string;
  reason: string;
  reviewedAt: string;
  /** What was reviewed: the verdict, and the version of the policy that it was by. */
  moderationVerdict: ModerationVerdict;
  moderationPolicy: string;
}

/** `changes`: what the outbox told; the others copy a range of keys, whatever the outbox says. */
export const BATCH_KINDS = ['changes', 'images', 'calls'] as const;
export type BatchKind = (typeof BATCH_KINDS)[number];

/** One row per image that was purged, until no event of it can come any more. */
export interface ImagePurgeTable {
  imageId: string;
  /** Of the newest event that the row knew; null for an image that never had a row. */
  sequencer: string | null;
  purgedAt: string;
}

/** What goes to the warehouse in one transaction. At most one is not applied. */
export interface EtlBatchTable {
  batchId: string;
  kind: BatchKind;
  /** The range of a copy's keys: after `afterKey`, up to `lastKey`. */
  afterKey: string | null;
  lastKey: string | null;
  /** How many outbox rows and calls were claimed. */
  changeCount: number;
  attempt: number;
  /** JSON: what this attempt has staged; null until all of it is there. */
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

/** How far something has come that outlives a run. */
export interface EtlProgressTable {
  name: string;
  value: string;
}

/** One row per message that failed; its id is the first that the message had. */
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

/** One row per secret by which the API recognises what it has signed. */
export interface SigningKeyTable {
  name: string;
  /** Hexadecimal. */
  secret: string;
  createdAt: string;
}

/**
 * The tables, for kysely, whose plugin has their names and those of their columns in snake case. Times are `YYYY-MM-DD HH:MM:SS.ffffff` in UTC, JSON is text, and whole
 * numbers are JavaScript numbers, exact up to 2^53.
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
}

export type FailureRow = Selectable<FailureTable>;
export type ImageRow = Selectable<ImageTable>;
export type RenditionRow = Selectable<RenditionTable>;
/** A label, without what only lists need. */
export type ImageLabelRow = Omit<Selectable<ImageLabelTable>, 'uploadedAt' | 'uploadedBy'>;
export type NewImageRow = Insertable<ImageTable>;
export type ImageUpdate = Updateable<ImageTable>;
