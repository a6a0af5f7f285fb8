import { z } from 'zod';
import type { ImageLabelRow, ImageRow, RenditionRow } from '../database/tables.ts';
import { CorruptRowError } from '../errors.ts';
import { parseOrRefuse } from '../parse-or-refuse.ts';
import { IMAGE_COLUMN_LIST, type ImageColumnName, type ImageColumns } from './image-columns.ts';
import { imageFields as f } from './image-fields.ts';
import { fromRow } from './image-row.ts';

type RecordField<Column extends ImageColumns[ImageColumnName]> = Column extends
  { isNotNull: true } | { sql: 'list' }
  ? Column['schema']
  : z.ZodNullable<Column['schema']>;

const columnFields = Object.fromEntries(
  IMAGE_COLUMN_LIST.map(([name, { schema, sql, isNotNull }]) => [
    name,
    isNotNull || sql === 'list' ? schema : schema.nullable(),
  ]),
) as { [Name in ImageColumnName]: RecordField<ImageColumns[Name]> };

const imageRecordSchema = z.object({
  ...columnFields,
  renditions: f.renditions,
  labels: f.labels,
  moderationLabels: f.labels,
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
      ...fromRow(row),
      renditions: renditionRows.map(renditionOf).toSorted((a, b) => areaOf(a) - areaOf(b)),
      labels: labelsOf(labelRows, 'label'),
      moderationLabels: labelsOf(labelRows, 'moderation'),
    };
    return parseOrRefuse(imageRecordSchema, candidate, 'image');
  } catch (error) {
    throw new CorruptRowError(row.imageId, error);
  }
}

function renditionOf({ objectKey: key, imageId: _, ...rendition }: RenditionRow) {
  return { ...rendition, key };
}

function areaOf({ width, height }: { readonly width: number; readonly height: number }): number {
  return width * height;
}

/** The labels of one kind, in the model's order. */
export function labelsOf(rows: readonly ImageLabelRow[], kind: ImageLabelRow['kind']) {
  return rows
    .filter((row) => row.kind === kind)
    .toSorted((a, b) => a.position - b.position)
    .map(({ name, confidence, parents, taxonomyLevel, modelVersion }) => ({
      ...{ name, confidence, taxonomyLevel, modelVersion },
      parents: JSON.parse(parents),
    }));
}
