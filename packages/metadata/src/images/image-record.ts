import { z } from 'zod';
import { CorruptRowError } from '../errors.ts';
import { imageFields as f } from './image-fields.ts';
import { parseOrRefuse } from '../parse-or-refuse.ts';
import { toIsoTime } from '../database/sql-time.ts';
import type { ImageLabelRow, ImageRow, RenditionRow } from '../database/tables.ts';

const imageRecordSchema = z.object({
  imageId: f.imageId,
  bucket: f.bucket,
  key: f.key,
  versionId: f.versionId.nullable(),
  etag: f.etag.nullable(),
  sequencer: f.sequencer,
  status: f.status,
  sha256: f.sha256.nullable(),
  mediaType: f.mediaType.nullable(),
  byteCount: f.byteCount.nullable(),
  width: f.width.nullable(),
  height: f.height.nullable(),
  frameCount: f.frameCount.nullable(),
  thumbHash: f.thumbHash.nullable(),
  perceptualHash: f.perceptualHash.nullable(),
  dominantColors: f.dominantColors,
  renditions: f.renditions,
  renditionFingerprint: f.renditionFingerprint.nullable(),
  labels: f.labels,
  moderationLabels: f.labels,
  analysisStatus: f.analysisStatus.nullable(),
  analysisDetail: f.analysisDetail.nullable(),
  altText: f.altText.nullable(),
  altTextSource: f.altTextSource.nullable(),
  altTextModel: f.altTextModel.nullable(),
  uploadedBy: f.uploadedBy.nullable(),
  uploadedThrough: f.uploadedThrough.nullable(),
  fileName: f.fileName.nullable(),
  duplicateOf: f.imageId.nullable(),
  scriptStatus: f.scriptStatus.nullable(),
  scriptDetail: f.scriptDetail.nullable(),
  scriptResult: f.scriptResult.nullable(),
  moderationVerdict: f.moderationVerdict.nullable(),
  moderationPolicy: f.moderationPolicy.nullable(),
  reviewDecision: f.reviewDecision.nullable(),
  rejectionCode: f.rejectionCode.nullable(),
  rejectionMessage: f.rejectionMessage.nullable(),
  warning: f.warning.nullable(),
  uploadedAt: f.time.nullable(),
  processedAt: f.time.nullable(),
  reviewedAt: f.time.nullable(),
  removedAt: f.time.nullable(),
  expiresAt: f.time,
  rowVersion: f.rowVersion,
});

/**
 * All that is known of an image. Sizes are in pixels and bytes, times ISO 8601 in UTC, renditions
 * from small to large, labels in the model's order. A rejected image has a code and the facts that
 * were learned before; a removed one keeps its key, version and times only. `duplicateOf` names the
 * image that had the same bytes first, which may be gone since; `scriptResult` is JSON;
 * `renditionFingerprint` tells renditions of one setting from those of another.
 */
export type ImageRecord = Readonly<z.infer<typeof imageRecordSchema>>;

/** Parses an image's row, with those of its renditions and labels, or throws a CorruptRowError. */
export function imageRecordOf(
  row: ImageRow,
  renditionRows: readonly RenditionRow[],
  labelRows: readonly ImageLabelRow[],
): ImageRecord {
  try {
    const candidate = {
      ...factsOf(row),
      ...timesOf(row),
      renditions: renditionRows.map(renditionOf).toSorted((a, b) => areaOf(a) - areaOf(b)),
      labels: labelsOf(labelRows, 'label'),
      moderationLabels: labelsOf(labelRows, 'moderation'),
    };
    return parseOrRefuse(imageRecordSchema, candidate, 'image');
  } catch (error) {
    throw new CorruptRowError(row.image_id, error);
  }
}

function factsOf(row: ImageRow) {
  return {
    imageId: row.image_id,
    bucket: row.bucket,
    key: row.object_key,
    versionId: row.version_id,
    etag: row.etag,
    sequencer: row.sequencer,
    status: row.status,
    sha256: row.sha256,
    mediaType: row.media_type,
    byteCount: row.byte_count,
    width: row.width,
    height: row.height,
    frameCount: row.frame_count,
    thumbHash: row.thumb_hash,
    perceptualHash: row.perceptual_hash,
    renditionFingerprint: row.rendition_fingerprint,
    dominantColors: JSON.parse(row.dominant_colors ?? '[]'),
    analysisStatus: row.analysis_status,
    analysisDetail: row.analysis_detail,
    altText: row.alt_text,
    altTextSource: row.alt_text_source,
    altTextModel: row.alt_text_model,
    uploadedBy: row.uploaded_by,
    uploadedThrough: row.uploaded_through,
    fileName: row.file_name,
    moderationVerdict: row.moderation_verdict,
    moderationPolicy: row.moderation_policy,
    reviewDecision: row.review_decision,
    rejectionCode: row.rejection_code,
    rejectionMessage: row.rejection_message,
    warning: row.warning,
    duplicateOf: row.duplicate_of,
    scriptStatus: row.script_status,
    scriptDetail: row.script_detail,
    scriptResult: row.script_result,
    rowVersion: row.row_version,
  };
}

function timesOf(row: ImageRow) {
  return {
    uploadedAt: row.uploaded_at && toIsoTime(row.uploaded_at),
    processedAt: row.processed_at && toIsoTime(row.processed_at),
    reviewedAt: row.reviewed_at && toIsoTime(row.reviewed_at),
    removedAt: row.removed_at && toIsoTime(row.removed_at),
    expiresAt: toIsoTime(row.expires_at),
  };
}

function renditionOf(row: RenditionRow) {
  return {
    name: row.name,
    key: row.object_key,
    mediaType: row.media_type,
    width: row.width,
    height: row.height,
    byteCount: row.byte_count,
  };
}

function areaOf({ width, height }: { readonly width: number; readonly height: number }): number {
  return width * height;
}

/** The labels of one kind, in the model's order. */
export function labelsOf(rows: readonly ImageLabelRow[], kind: ImageLabelRow['kind']) {
  return rows
    .filter((row) => row.kind === kind)
    .toSorted((a, b) => a.position - b.position)
    .map((row) => ({
      name: row.name,
      confidence: row.confidence,
      parents: JSON.parse(row.parents),
      taxonomyLevel: row.taxonomy_level,
      modelVersion: row.model_version,
    }));
}
