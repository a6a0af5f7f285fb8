import * as z from 'zod';
import type { ImageLabelRow, ImageRow, RenditionRow } from '../database/tables.ts';
import { CorruptRowError } from '../errors.ts';
import { lazily } from '../lazily.ts';
import { parseOrReject } from '../parse-or-reject.ts';
import { IMAGE_COLUMN_LIST, type ImageColumnName, type ImageColumns } from './image-columns.ts';
import { imageFields as f } from './image-fields.ts';
import { fromRow } from './image-row.ts';

type RecordField<Column extends ImageColumns[ImageColumnName]> = Column extends
  { isNotNull: true } | { sql: 'list' }
  ? Column['schema']
  : z.ZodNullable<Column['schema']>;

/** Returns the schema of each column. That of a column that may be null accepts null. */
function columnFields() {
  return Object.fromEntries(
    IMAGE_COLUMN_LIST.map(([name, { schema, sql, isNotNull }]) => [
      name,
      isNotNull || sql === 'list' ? schema : schema.nullable(),
    ]),
  ) as { [Name in ImageColumnName]: RecordField<ImageColumns[Name]> };
}

const imageRecordSchema = lazily(() =>
  z.object({
    ...columnFields(),
    renditions: f.renditions,
    labels: f.labels,
    moderationLabels: f.labels,
  }),
);

/**
 * The metadata of an image. Sizes are in pixels and bytes, times ISO 8601 in UTC, renditions from
 * small to large, labels in the model's order. A rejected image has a code and the facts known
 * before its rejection; a removed one has its key, version and times only. `duplicateOf` is the
 * image that had the same bytes first, which may be removed meanwhile; `scriptResult` is JSON;
 * `renditionFingerprint` identifies the settings of the renditions.
 */
export type ImageRecord = Readonly<z.infer<ReturnType<typeof imageRecordSchema>>>;

/** Creates the record of an image from its rows. @throws CorruptRowError */
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
    return parseOrReject(imageRecordSchema(), candidate, 'image');
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

/** Returns the labels of one kind in the model's order. */
export function labelsOf(rows: readonly ImageLabelRow[], kind: ImageLabelRow['kind']) {
  return rows
    .filter((row) => row.kind === kind)
    .toSorted((a, b) => a.position - b.position)
    .map(({ name, confidence, parents, taxonomyLevel, modelVersion }) => ({
      ...{ name, confidence, taxonomyLevel, modelVersion },
      parents: JSON.parse(parents),
    }));
}
