import { toSqlTime } from '../database/sql-time.ts';
import type {
  ImageLabelRow,
  ImageUpdate,
  NewImageRow,
  OutboxOperation,
  RenditionRow,
} from '../database/tables.ts';
import { parseOrReject } from '../parse-or-reject.ts';
import type { ImageStatus, Label, RenditionRecord } from './image-fields.ts';
import { imageIdOf } from './image-id.ts';
import { changedColumns, CLEARED_COLUMNS } from './image-row.ts';
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

/** What a change writes, and what the check for newer events needs. */
export interface ImageChange {
  readonly imageId: string;
  readonly sequencer: string;
  readonly status: ImageStatus;
  readonly isCurrent: boolean;
  readonly op: OutboxOperation;
  readonly traceHeader: string | null;
  readonly insertColumns: Omit<NewImageRow, 'rowVersion'>;
  readonly updateColumns: ImageUpdate;
  readonly renditions: readonly RenditionRow[];
  readonly labels: readonly ImageLabelRow[];
}

/** Creates the change of a processed image. @throws InvalidRecordError */
export function processedChange(input: ProcessedImage): ImageChange {
  return contentChange(input, 'processed');
}

/** Creates the change of a quarantined image. @throws InvalidRecordError */
export function quarantinedChange(input: QuarantinedImage): ImageChange {
  return contentChange({ ...input, renditions: [] }, 'quarantined');
}

function contentChange(input: ProcessedImage, status: 'processed' | 'quarantined'): ImageChange {
  const image = parseOrReject(processedImageSchema(), input, `${status} image`);
  const { imageId } = identityOf(image);
  return {
    ...arrivalChange(image, status),
    renditions: renditionRows(imageId, image.renditions),
    labels: [
      ...labelRows(imageId, 'label', image.labels),
      ...labelRows(imageId, 'moderation', image.moderationLabels),
    ],
  };
}

/** Creates the change of a rejected object. @throws InvalidRecordError */
export function rejectedChange(input: RejectedImage): ImageChange {
  const image = parseOrReject(rejectedImageSchema(), input, 'rejected image');
  return { ...arrivalChange(image, 'rejected'), renditions: [], labels: [] };
}

/** Creates the change of a removed object. @throws InvalidRecordError */
export function removedChange(input: RemovedImage): ImageChange {
  const removal = parseOrReject(removedImageSchema(), input, 'removed image');
  const columns = columnsOf(removal, 'removed');
  const { expiresAt } = removal;
  return {
    ...guardOf(removal, 'removed'),
    op: 'D',
    insertColumns: { ...identityOf(removal), ...columns, expiresAt: toSqlTime(expiresAt) },
    updateColumns: columns,
    renditions: [],
    labels: [],
  };
}

function arrivalChange(
  image: ParsedArrival,
  status: ImageStatus,
): Omit<ImageChange, 'renditions' | 'labels'> {
  const times = {
    uploadedAt: toSqlTime(image.uploadedAt),
    processedAt: toSqlTime(image.processedAt),
    expiresAt: toSqlTime(image.expiresAt),
  };
  const columns = { ...columnsOf(image, status), ...times };
  return {
    ...guardOf(image, status),
    op: 'U',
    insertColumns: { ...identityOf(image), ...columns },
    updateColumns: columns,
  };
}

function guardOf(
  { bucket, key, sequencer, isCurrent = false, traceHeader }: ParsedEvent,
  status: ImageStatus,
) {
  return { imageId: imageIdOf(bucket, key), sequencer, status, isCurrent, traceHeader };
}

function identityOf({ bucket, key }: ParsedEvent) {
  return { imageId: imageIdOf(bucket, key), bucket, objectKey: key };
}

/** Returns the columns that the change sets. All other clearable columns are cleared. */
function columnsOf(change: ParsedEvent, status: ImageStatus) {
  const { sequencer, versionId } = change;
  return { ...CLEARED_COLUMNS, ...changedColumns(change), sequencer, versionId, status };
}

function renditionRows(imageId: string, renditions: readonly RenditionRecord[]): RenditionRow[] {
  return renditions.map((rendition) => ({
    imageId,
    name: rendition.name,
    objectKey: rendition.key,
    mediaType: rendition.mediaType,
    width: rendition.width,
    height: rendition.height,
    byteCount: rendition.byteCount,
  }));
}

function labelRows(
  imageId: string,
  kind: ImageLabelRow['kind'],
  labels: readonly Label[],
): ImageLabelRow[] {
  return labels.map((label, position) => ({
    imageId,
    kind,
    position,
    name: label.name,
    confidence: label.confidence,
    parents: JSON.stringify(label.parents),
    taxonomyLevel: label.taxonomyLevel,
    modelVersion: label.modelVersion,
  }));
}
