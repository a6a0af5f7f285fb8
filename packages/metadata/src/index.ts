export type { AnalysisCall } from './analysis-call.ts';
export type { CallScope, ImageScope } from './changes/all-rows.ts';
export { changeFeedOf } from './changes/change-feed.ts';
export type { ChangeFeed } from './changes/change-feed.ts';
export type { ClaimRequest } from './changes/claim-changes.ts';
export type { EtlBatch, StagedCounts } from './changes/etl-batch.ts';
export type { PendingChanges } from './changes/pending-changes.ts';
export type { AnalysisCallRow } from './changes/read-calls.ts';
export type { CurrentImage, ImageStatesPage, PurgedImage } from './changes/read-images.ts';
export type { ImageToResend } from './changes/resend.ts';
export { compareSequencers } from './compare-sequencers.ts';
export type { CountByDayRequest, DayCount } from './count-by-day.ts';
export {
  CorruptRowError,
  DatabaseError,
  InvalidRecordError,
  InvalidUrlError,
  METADATA_ERROR_CODES,
  MetadataError,
  MigrationError,
} from './errors.ts';
export type { MetadataErrorCode } from './errors.ts';
export { expiryOf, failureExpiryOf } from './expiry-of.ts';
export { FAILURE_SOURCES, FAILURE_STATES } from './failures/failure.ts';
export type { Failure, FailureSource, FailureState, NewFailure } from './failures/failure.ts';
export { failureLogOf } from './failures/failure-log.ts';
export type { FailureLog } from './failures/failure-log.ts';
export type { ListFailuresRequest } from './failures/find-failures.ts';
export { DEFAULT_SIMILAR_DISTANCE, similarCandidates } from './find-similar.ts';
export type { FindSimilarOptions, SimilarImage } from './find-similar.ts';
export {
  ALT_TEXT_SOURCES,
  ANALYSIS_STATUSES,
  IMAGE_STATUSES,
  MODERATION_VERDICTS,
  RECORD_LIMITS,
  REVIEW_DECISIONS,
  SCRIPT_STATUSES,
  UPLOAD_CHANNELS,
} from './image-fields.ts';
export type {
  AltTextSource,
  AnalysisStatus,
  DominantColor,
  ImageStatus,
  Label,
  ModerationVerdict,
  RenditionRecord,
  ReviewDecision,
  ScriptStatus,
  UploadChannel,
} from './image-fields.ts';
export { imageIdOf } from './image-id.ts';
export { imageRecordOf } from './image-record.ts';
export type { ImageRecord } from './image-record.ts';
export type { ImageKeyset, ImagePage, ListImagesRequest } from './list-images.ts';
export type { JudgeablePage } from './list-judgeable.ts';
export { REVIEW_OUTCOMES } from './moderate-image.ts';
export type {
  ModerationReview,
  RecordedVerdict,
  ReviewEntry,
  ReviewOutcome,
} from './moderate-image.ts';
export { openMetadata } from './open-metadata.ts';
export type { Metadata, MetadataOptions } from './open-metadata.ts';
export type { ExpiredImagesRequest, HeldImage } from './purges/held-images.ts';
export { purgesOf } from './purges/purges-of.ts';
export type { Purges } from './purges/purges-of.ts';
export type {
  ProcessedImage,
  QuarantinedImage,
  RejectedImage,
  RemovedImage,
} from './recorded-image.ts';
export {
  imageIdOfRenditionKey,
  renditionKey,
  renditionPrefix,
  sequencerOfRenditionKey,
} from './rendition-key.ts';
export { toIsoTime, toSqlTime } from './sql-time.ts';
export { BATCH_KINDS, LABEL_KINDS, OUTBOX_OPERATIONS } from './tables.ts';
export type {
  AnalysisCallTable,
  BatchKind,
  ImageLabelRow,
  ImageLabelTable,
  ImageRow,
  ImageTable,
  LabelKind,
  MetadataTables,
  OutboxOperation,
  OutboxTable,
  RenditionRow,
  RenditionTable,
} from './tables.ts';
export type { RecordOutcome } from './write-change.ts';
