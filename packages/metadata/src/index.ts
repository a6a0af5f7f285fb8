export type { AnalysisCall } from './calls/analysis-call.ts';
export type { CallScope, ImageScope } from './outbox/all-rows.ts';
export { changeFeedOf } from './outbox/change-feed.ts';
export type { ChangeFeed } from './outbox/change-feed.ts';
export type { ClaimRequest } from './outbox/claim-changes.ts';
export type { EtlBatch, StagedCounts } from './outbox/etl-batch.ts';
export type { LoadedRow } from './outbox/loaded-row.ts';
export type { PendingChanges } from './outbox/pending-changes.ts';
export type { AnalysisCallRow } from './outbox/read-calls.ts';
export type { CurrentImage, ImageStatesPage, PurgedImage } from './outbox/read-images.ts';
export type { ImageToResend } from './outbox/resend.ts';
export { compareSequencers } from './images/compare-sequencers.ts';
export type { CountByDayRequest, DayCount } from './images/count-by-day.ts';
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
export { expiryOf, failureExpiryOf } from './images/expiry-of.ts';
export { exposedFields } from './images/exposed-fields.ts';
export { factsOfBytes } from './images/facts-of-bytes.ts';
export type { FactOfBytes } from './images/facts-of-bytes.ts';
export { FAILURE_SOURCES, FAILURE_STATES } from './failures/failure.ts';
export type { Failure, FailureSource, FailureState, NewFailure } from './failures/failure.ts';
export { failureLogOf } from './failures/failure-log.ts';
export type { FailureLog } from './failures/failure-log.ts';
export type { ListFailuresRequest } from './failures/find-failures.ts';
export { DEFAULT_SIMILAR_DISTANCE, similarCandidates } from './images/find-similar.ts';
export type { FindSimilarOptions, SimilarImage } from './images/find-similar.ts';
export {
  ALT_TEXT_SOURCES,
  ANALYSIS_STATUSES,
  IMAGE_STATUSES,
  MODERATION_VERDICTS,
  RECORD_LIMITS,
  REVIEW_DECISIONS,
  SCRIPT_STATUSES,
  UPLOAD_CHANNELS,
} from './images/image-fields.ts';
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
} from './images/image-fields.ts';
export { idempotencyKeysOf } from './idempotency/idempotency-keys.ts';
export type { IdempotencyKeys } from './idempotency/idempotency-keys.ts';
export { imageIdOf } from './images/image-id.ts';
export { imageRecordOf } from './images/image-record.ts';
export type { ImageRecord } from './images/image-record.ts';
export { imageStoreOf } from './images/image-store.ts';
export type { ImageStore } from './images/image-store.ts';
export type { ImageVersion, ListChangesRequest } from './images/list-changes.ts';
export type { ImageKeyset, ImagePage, ListImagesRequest } from './images/list-images.ts';
export type { JudgeablePage } from './images/list-judgeable.ts';
export { REVIEW_OUTCOMES } from './images/moderate-image.ts';
export type {
  ModerationReview,
  RecordedVerdict,
  ReviewEntry,
  ReviewOutcome,
} from './images/moderate-image.ts';
export { openDatabase } from './database/open-database.ts';
export type { MetadataOptions } from './database/open-database.ts';
export { openMetadata } from './database/open-metadata.ts';
export type { Metadata } from './database/open-metadata.ts';
export { signingKeyOf } from './links/signing-key.ts';
export type { ExpiredImagesRequest, ExistingImage } from './purges/existing-images.ts';
export { purgesOf } from './purges/purges-of.ts';
export type { Purges } from './purges/purges-of.ts';
export type {
  ProcessedImage,
  QuarantinedImage,
  RejectedImage,
  RemovedImage,
} from './images/recorded-image.ts';
export {
  imageIdOfRenditionKey,
  renditionKey,
  renditionPrefix,
  sequencerOfRenditionKey,
} from './images/rendition-key.ts';
export type { Suggestion, SuggestRequest } from './images/suggest.ts';
export { toIsoTime, toSqlTime } from './database/sql-time.ts';
export { BATCH_KINDS, LABEL_KINDS, OUTBOX_OPERATIONS } from './database/tables.ts';
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
} from './database/tables.ts';
export type { RecordOutcome } from './images/write-change.ts';
export type { ExpiredDelivery } from './purges/expired-deliveries.ts';
export type { ClaimDeliveriesRequest } from './webhooks/claim-deliveries.ts';
export { webhooksOf } from './webhooks/webhooks-of.ts';
export type { Webhooks } from './webhooks/webhooks-of.ts';
export type {
  Attempt,
  ClaimedDelivery,
  Delivery,
  DeliveryState,
  NewWebhook,
  Webhook,
} from './webhooks/webhook.ts';
