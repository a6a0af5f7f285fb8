import type { z } from 'zod';
import type { ImageStatus, Label, RenditionRecord } from './image-fields.ts';
import { imageIdOf } from './image-id.ts';
import { parseOrRefuse } from '../parse-or-refuse.ts';
import {
  type ParsedArrival,
  type ParsedEvent,
  type ProcessedImage,
  processedImageSchema,
  type QuarantinedImage,
  type RejectedImage,
  rejectedImageSchema,
  type RemovedImage,
  removedImageSchema,
} from './recorded-image.ts';
import { toSqlTime } from '../database/sql-time.ts';
import type {
  ImageLabelRow,
  ImageUpdate,
  NewImageRow,
  OutboxOperation,
  RenditionRow,
} from '../database/tables.ts';

/** What a change writes, and what the guard must know of it. */
export interface ImageChange {
  readonly imageId: string;
  readonly sequencer: string;
  readonly status: ImageStatus;
  readonly isCurrent: boolean;
  readonly op: OutboxOperation;
  readonly insertColumns: Omit<NewImageRow, 'row_version'>;
  readonly updateColumns: ImageUpdate;
  readonly renditions: readonly RenditionRow[];
  readonly labels: readonly ImageLabelRow[];
}

export const NO_FACTS = {
  etag: null,
  sha256: null,
  media_type: null,
  byte_count: null,
  width: null,
  height: null,
  frame_count: null,
  thumb_hash: null,
  perceptual_hash: null,
  rendition_fingerprint: null,
  dominant_colors: null,
  analysis_status: null,
  analysis_detail: null,
  alt_text: null,
  alt_text_source: null,
  alt_text_model: null,
  uploaded_by: null,
  uploaded_through: null,
  file_name: null,
  rejection_code: null,
  rejection_message: null,
  warning: null,
  removed_at: null,
  moderation_verdict: null,
  moderation_policy: null,
  review_decision: null,
  reviewed_at: null,
  duplicate_of: null,
  script_status: null,
  script_detail: null,
  script_result: null,
} as const;

/** The change that a processed picture makes, or an InvalidRecordError. */
export function processedChange(input: ProcessedImage): ImageChange {
  return pictureChange(input, 'processed');
}

/** The change that a picture makes which moderation holds back, or an InvalidRecordError. */
export function quarantinedChange(input: QuarantinedImage): ImageChange {
  return pictureChange({ ...input, renditions: [] }, 'quarantined');
}

function pictureChange(input: ProcessedImage, status: 'processed' | 'quarantined'): ImageChange {
  const image = parseOrRefuse(processedImageSchema, input, `${status} image`);
  const identity = identityOf(image);
  const columns = {
    ...arrivalColumns(image, status),
    ...sizeColumns(image),
    thumb_hash: image.thumbHash,
    perceptual_hash: image.perceptualHash,
    rendition_fingerprint: image.renditionFingerprint,
    dominant_colors: JSON.stringify(image.dominantColors),
    analysis_status: image.analysisStatus,
    analysis_detail: image.analysisDetail,
    alt_text: image.altText,
    alt_text_source: image.altTextSource,
    alt_text_model: image.altTextModel,
    moderation_verdict: image.moderationVerdict,
    moderation_policy: image.moderationPolicy,
    review_decision: image.reviewDecision,
    reviewed_at: image.reviewedAt && toSqlTime(image.reviewedAt),
    script_status: image.scriptStatus,
    script_detail: image.scriptDetail,
    script_result: image.scriptResult,
  };
  return {
    ...guardOf(image, status),
    op: 'U',
    insertColumns: { ...identity, ...columns },
    updateColumns: columns,
    renditions: renditionRows(identity.image_id, image.renditions),
    labels: [
      ...labelRows(identity.image_id, 'label', image.labels),
      ...labelRows(identity.image_id, 'moderation', image.moderationLabels),
    ],
  };
}

/** The change that a refused object makes, or an InvalidRecordError. */
export function rejectedChange(input: RejectedImage): ImageChange {
  const image = parseOrRefuse(rejectedImageSchema, input, 'rejected image');
  const columns = {
    ...arrivalColumns(image, 'rejected'),
    ...sizeColumns(image),
    rejection_code: image.rejectionCode,
    rejection_message: image.rejectionMessage,
  };
  return {
    ...guardOf(image, 'rejected'),
    op: 'U',
    insertColumns: { ...identityOf(image), ...columns },
    updateColumns: columns,
    renditions: [],
    labels: [],
  };
}

/** The change that a removal makes, or an InvalidRecordError. */
export function removedChange(input: RemovedImage): ImageChange {
  const removal = parseOrRefuse(removedImageSchema, input, 'removed image');
  const columns = {
    ...eventColumns(removal, 'removed'),
    removed_at: toSqlTime(removal.removedAt),
  };
  return {
    ...guardOf(removal, 'removed'),
    op: 'D',
    insertColumns: {
      ...identityOf(removal),
      ...columns,
      uploaded_at: null,
      processed_at: null,
      expires_at: toSqlTime(removal.expiresAt),
    },
    updateColumns: columns,
    renditions: [],
    labels: [],
  };
}

function guardOf({ bucket, key, sequencer, isCurrent = false }: ParsedEvent, status: ImageStatus) {
  return { imageId: imageIdOf(bucket, key), sequencer, status, isCurrent };
}

function identityOf({ bucket, key }: ParsedEvent) {
  return { image_id: imageIdOf(bucket, key), bucket, object_key: key };
}

function eventColumns({ sequencer, versionId }: ParsedEvent, status: ImageStatus) {
  return { ...NO_FACTS, version_id: versionId, sequencer, status };
}

function arrivalColumns(image: ParsedArrival, status: ImageStatus) {
  return {
    ...eventColumns(image, status),
    etag: image.etag,
    uploaded_by: image.uploadedBy,
    uploaded_through: image.uploadedThrough,
    file_name: image.fileName,
    uploaded_at: toSqlTime(image.uploadedAt),
    processed_at: toSqlTime(image.processedAt),
    expires_at: toSqlTime(image.expiresAt),
    warning: image.warning,
  };
}

function sizeColumns(image: z.output<typeof rejectedImageSchema | typeof processedImageSchema>) {
  return {
    sha256: image.sha256,
    media_type: image.mediaType,
    byte_count: image.byteCount,
    width: image.width,
    height: image.height,
    frame_count: image.frameCount,
  };
}

function renditionRows(imageId: string, renditions: readonly RenditionRecord[]): RenditionRow[] {
  return renditions.map((rendition) => ({
    image_id: imageId,
    name: rendition.name,
    object_key: rendition.key,
    media_type: rendition.mediaType,
    width: rendition.width,
    height: rendition.height,
    byte_count: rendition.byteCount,
  }));
}

function labelRows(
  imageId: string,
  kind: ImageLabelRow['kind'],
  labels: readonly Label[],
): ImageLabelRow[] {
  return labels.map((label, position) => ({
    image_id: imageId,
    kind,
    position,
    name: label.name,
    confidence: label.confidence,
    parents: JSON.stringify(label.parents),
    taxonomy_level: label.taxonomyLevel,
    model_version: label.modelVersion,
  }));
}
