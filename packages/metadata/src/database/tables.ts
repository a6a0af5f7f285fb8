import type { Generated, GeneratedAlways, Insertable, Selectable, Updateable } from 'kysely';
import type { FailureSource, FailureState } from '../failures/failure.ts';
import type {
  AltTextSource,
  AnalysisStatus,
  ImageStatus,
  ModerationVerdict,
  ReviewDecision,
  ScriptStatus,
  UploadChannel,
} from '../images/image-fields.ts';

/** One row per image that was ever seen; `removed` rows stay so that late events find them. */
export interface ImageTable {
  image_id: string;
  bucket: string;
  object_key: string;
  version_id: string | null;
  etag: string | null;
  sequencer: string;
  status: ImageStatus;
  sha256: string | null;
  media_type: string | null;
  byte_count: number | null;
  width: number | null;
  height: number | null;
  frame_count: number | null;
  thumb_hash: string | null;
  perceptual_hash: string | null;
  /** JSON: `[{ "hex": "#1e90ff", "fraction": 0.5 }]`. */
  dominant_colors: string | null;
  analysis_status: AnalysisStatus | null;
  analysis_detail: string | null;
  alt_text: string | null;
  alt_text_source: AltTextSource | null;
  alt_text_model: string | null;
  uploaded_by: string | null;
  uploaded_through: UploadChannel | null;
  rejection_code: string | null;
  rejection_message: string | null;
  warning: string | null;
  uploaded_at: string | null;
  processed_at: string | null;
  removed_at: string | null;
  expires_at: string;
  row_version: number;
  /** The name of the user's own file, which need not be in the key; it may be personal. */
  file_name: Generated<string | null>;
  /** Null where nothing was there to judge: refused, removed, or not analysed. */
  moderation_verdict: Generated<ModerationVerdict | null>;
  /** Version of the policy that the verdict is by. */
  moderation_policy: Generated<string | null>;
  /** The newest decision of `moderation_review` on this very picture. */
  review_decision: Generated<ReviewDecision | null>;
  reviewed_at: Generated<string | null>;
  /** The image that had the same bytes first, when this one was written; it may be gone since. */
  duplicate_of: Generated<string | null>;
  /** How the renditions were made: those of other settings have another one. */
  rendition_fingerprint: Generated<string | null>;
  /** Bits 0–15, 16–31, 32–47 and 48–63 of the perceptual hash. */
  hash_band_0: GeneratedAlways<string | null>;
  hash_band_1: GeneratedAlways<string | null>;
  hash_band_2: GeneratedAlways<string | null>;
  hash_band_3: GeneratedAlways<string | null>;
  script_status: Generated<ScriptStatus | null>;
  script_detail: Generated<string | null>;
  /** JSON, as the script returned it. */
  script_result: Generated<string | null>;
}

export interface RenditionTable {
  image_id: string;
  name: string;
  object_key: string;
  media_type: string;
  width: number;
  height: number;
  byte_count: number;
}

export const LABEL_KINDS = ['label', 'moderation'] as const;
export type LabelKind = (typeof LABEL_KINDS)[number];

export interface ImageLabelTable {
  image_id: string;
  kind: LabelKind;
  /** The label's place in the model's answer, from 0. */
  position: number;
  name: string;
  confidence: number;
  /** JSON: `["Animal", "Pet"]`. */
  parents: string;
  taxonomy_level: number | null;
  model_version: string;
  /** The image's, repeated for the lists by label. */
  uploaded_at: Generated<string | null>;
  uploaded_by: Generated<string | null>;
}

/** `U`: upserted, `D`: deleted, `P`: purged, so that nothing personal may remain. */
export const OUTBOX_OPERATIONS = ['U', 'D', 'P'] as const;
export type OutboxOperation = (typeof OUTBOX_OPERATIONS)[number];

/** One row per written version of an image. `batch_id` is null until a batch claims the change. */
export interface OutboxTable {
  seq: Generated<number>;
  image_id: string;
  row_version: number;
  op: OutboxOperation;
  created_at: string;
  batch_id: string | null;
}

/** The ledger of paid calls: it is written whether or not the picture's row ever is. */
export interface AnalysisCallTable {
  /** From `newCallId`: it is never given again. */
  call_id: number;
  image_id: string;
  operation: string;
  model_version: string | null;
  called_at: string;
  outcome: string;
  request_units: number;
  /** Null until a batch claims the call. */
  batch_id: Generated<string | null>;
}

/** The trace of reviews: rows are added, and go with their image only. */
export interface ModerationReviewTable {
  review_id: Generated<number>;
  image_id: string;
  /** The picture that was looked at: a key may hold another one later. */
  sha256: string | null;
  decision: ReviewDecision;
  reviewed_by: string;
  reason: string;
  reviewed_at: string;
  /** What was reviewed: the verdict, and the version of the policy that it was by. */
  moderation_verdict: ModerationVerdict;
  moderation_policy: string;
}

/** `changes`: what the outbox told; the others copy a range of keys, whatever the outbox says. */
export const BATCH_KINDS = ['changes', 'images', 'calls'] as const;
export type BatchKind = (typeof BATCH_KINDS)[number];

/** One row per image that was purged, until no event of it can come any more. */
export interface ImagePurgeTable {
  image_id: string;
  /** Of the newest event that the row knew; null for an image that never had a row. */
  sequencer: string | null;
  purged_at: string;
}

/** What goes to the warehouse in one transaction. At most one is not applied. */
export interface EtlBatchTable {
  batch_id: string;
  kind: BatchKind;
  /** The range of a copy's keys: after `after_key`, up to `last_key`. */
  after_key: string | null;
  last_key: string | null;
  /** How many outbox rows and calls were claimed. */
  change_count: number;
  attempt: number;
  /** JSON: what this attempt has staged; null until all of it is there. */
  staged: string | null;
  statement_id: string | null;
  created_at: string;
  applied_at: string | null;
}

export interface EtlLeaseTable {
  name: string;
  holder: string;
  expires_at_ms: number;
}

/** How far something has come that outlives a run. */
export interface EtlProgressTable {
  name: string;
  value: string;
}

/** One row per message that failed; its id is the first that the message had. */
export interface FailureTable {
  failure_id: string;
  message_id: string;
  source: FailureSource;
  state: FailureState;
  image_id: string | null;
  bucket: string | null;
  object_key: string | null;
  code: string | null;
  reason: string | null;
  receive_count: number;
  redrive_count: number;
  body: string;
  first_seen_at: string;
  last_seen_at: string;
  expires_at: string;
}

/**
 * The tables, for kysely. Times are `YYYY-MM-DD HH:MM:SS.ffffff` in UTC, JSON is text, and whole
 * numbers are JavaScript numbers, exact up to 2^53.
 */
export interface MetadataTables {
  image: ImageTable;
  rendition: RenditionTable;
  image_label: ImageLabelTable;
  image_purge: ImagePurgeTable;
  outbox: OutboxTable;
  analysis_call: AnalysisCallTable;
  moderation_review: ModerationReviewTable;
  etl_batch: EtlBatchTable;
  etl_lease: EtlLeaseTable;
  etl_progress: EtlProgressTable;
  failure: FailureTable;
}

export type FailureRow = Selectable<FailureTable>;
export type ImageRow = Selectable<ImageTable>;
export type RenditionRow = Selectable<RenditionTable>;
/** A label, without what only lists need. */
export type ImageLabelRow = Omit<Selectable<ImageLabelTable>, 'uploaded_at' | 'uploaded_by'>;
export type NewImageRow = Insertable<ImageTable>;
export type ImageUpdate = Updateable<ImageTable>;
