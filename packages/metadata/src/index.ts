export type { AnalysisCall } from './analysis-call.ts';
export { changeFeedOf } from './changes/change-feed.ts';
export type { ChangeFeed } from './changes/change-feed.ts';
export type { ClaimRequest } from './changes/claim-changes.ts';
export type { EtlBatch, StagedCounts } from './changes/etl-batch.ts';
export { NO_DAY } from './changes/fingerprints.ts';
export type { Fingerprint, FingerprintScope } from './changes/fingerprints.ts';
export type { PendingChanges } from './changes/pending-changes.ts';
export type { AnalysisCallRow } from './changes/read-calls.ts';
export type { CurrentImage, ImageStatesPage, PurgedImage } from './changes/read-images.ts';
export { compareSequencers } from './compare-sequencers.ts';
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
export type { ImageKeyset, ImagePage, KnownAnalysis, ListImagesRequest } from './find-images.ts';
export {
  ALT_TEXT_SOURCES,
  ANALYSIS_STATUSES,
  IMAGE_STATUSES,
  RECORD_LIMITS,
  UPLOAD_CHANNELS,
} from './image-fields.ts';
export type {
  AltTextSource,
  AnalysisStatus,
  DominantColor,
  ImageStatus,
  Label,
  RenditionRecord,
  UploadChannel,
} from './image-fields.ts';
export { imageIdOf } from './image-id.ts';
export { imageRecordOf } from './image-record.ts';
export type { ImageRecord } from './image-record.ts';
export { openMetadata } from './open-metadata.ts';
export type { Metadata, MetadataOptions } from './open-metadata.ts';
export type { ProcessedImage, RejectedImage, RemovedImage } from './recorded-image.ts';
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
