import { createHash } from 'node:crypto';
import type {
  AnalysisCallRow,
  CurrentImage,
  DominantColor,
  ImageLabelRow,
  PurgedImage,
} from '@miniatura/metadata';
import type { StagedRow } from '@miniatura/warehouse';

/**
 * The row of `s_image` for an image as it is now, without the name of the user's own file: it may be
 * personal, and no question needs it. Times are those of the source: UTC, as SQL has them. */
export function stagedImage({ row, ...parts }: CurrentImage): StagedRow {
  return {
    image_id: row.image_id,
    row_version: row.row_version,
    op: row.status === 'removed' ? 'D' : 'U',
    status: row.status,
    object_key: row.object_key,
    owner_id: row.uploaded_by && surrogateOf(row.uploaded_by),
    uploaded_by: row.uploaded_by,
    sha256: row.sha256,
    perceptual_hash: row.perceptual_hash,
    dominant_color: firstColorOf(row.dominant_colors),
    alt_text: row.alt_text,
    analysis_detail: row.analysis_detail,
    rejection_message: row.rejection_message,
    warning: row.warning,
    script_detail: row.script_detail,
    script_result: row.script_result,
    bucket: row.bucket,
    media_type: row.media_type,
    byte_count: row.byte_count,
    width: row.width,
    height: row.height,
    frame_count: row.frame_count,
    rendition_count: parts.renditionCount,
    rendition_byte_count: parts.renditionByteCount,
    analysis_status: row.analysis_status,
    alt_text_source: row.alt_text_source,
    alt_text_model: row.alt_text_model,
    upload_channel: row.uploaded_through,
    rejection_code: row.rejection_code,
    moderation_verdict: row.moderation_verdict,
    moderation_policy: row.moderation_policy,
    review_decision: row.review_decision,
    reviewed_at: row.reviewed_at,
    uploaded_at: row.uploaded_at,
    uploaded_day: row.uploaded_at && dayOf(row.uploaded_at),
    processed_at: row.processed_at,
    removed_at: row.removed_at,
    expires_at: row.expires_at,
    duplicate_of: row.duplicate_of,
    script_status: row.script_status,
  };
}

/** The row of `s_image` for an image that is gone: the warehouse keeps what is nobody's. */
export function stagedPurge({ imageId, rowVersion }: PurgedImage): StagedRow {
  return { image_id: imageId, row_version: rowVersion, op: 'P', status: 'purged' };
}

/** The rows of `s_label` for an image. */
export function stagedLabels({ row, labels }: CurrentImage): StagedRow[] {
  return labels.map((label) => ({
    image_id: row.image_id,
    row_version: row.row_version,
    label_id: surrogateOf(`${label.kind}/${label.name}`),
    kind: label.kind,
    name: label.name,
    category: firstParentOf(label),
    position: label.position,
    confidence: label.confidence,
    taxonomy_level: label.taxonomy_level,
    model_version: label.model_version,
  }));
}

/** The row of `s_call` for a paid call. */
export function stagedCall(call: AnalysisCallRow): StagedRow {
  return {
    call_id: call.call_id,
    image_id: call.image_id,
    operation: call.operation,
    model_version: call.model_version,
    called_at: call.called_at,
    called_day: dayOf(call.called_at),
    outcome: call.outcome,
    request_units: call.request_units,
  };
}

/** 128 bits of SHA-256 in hexadecimal. */
function surrogateOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

function dayOf(sqlTime: string): string {
  return sqlTime.slice(0, 10);
}

function firstColorOf(json: string | null): string | null {
  const [color] = JSON.parse(json ?? '[]') as readonly DominantColor[];
  return color?.hex ?? null;
}

function firstParentOf({ parents }: ImageLabelRow): string | null {
  return (JSON.parse(parents) as readonly string[])[0] ?? null;
}
