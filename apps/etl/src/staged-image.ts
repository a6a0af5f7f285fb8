import { hash } from 'node:crypto';
import type {
  AnalysisCallRow,
  CurrentImage,
  DominantColor,
  ImageLabelRow,
  LoadedRow,
  PurgedImage,
} from '@miniatura/metadata';
import { type DerivedImageColumn, LOADED_IMAGE_COLUMNS } from '@miniatura/metadata/image-columns';
import { type StagedRow, STAGING_TABLES } from '@miniatura/warehouse';

type Cell = StagedRow[string];

/** The computed columns, by their names in the warehouse. */
const DERIVED: Readonly<Record<DerivedImageColumn, (row: LoadedRow) => Cell>> = {
  op: ({ status }) => (status === 'removed' ? 'D' : 'U'),
  owner_id: ({ uploadedBy }) => (uploadedBy === null ? undefined : surrogateOf(uploadedBy)),
  dominant_color: ({ dominantColors }) => firstColorOf(dominantColors),
  uploaded_day: ({ uploadedAt }) => (uploadedAt === null ? undefined : dayOf(uploadedAt)),
};

const DERIVED_CELLS = Object.entries(DERIVED);
const COPIED = LOADED_IMAGE_COLUMNS.flatMap(({ name, source }) =>
  source === null ? [] : [{ name, source }],
);
const BLANK: StagedRow = Object.fromEntries(
  STAGING_TABLES.images.columns.map(({ name }) => [name, undefined]),
);

/**
 * Returns the row of `s_image` for the current state of an image. Times are those of the source: UTC
 * in SQL's format.
 *
 * It copies a row without values and sets those that are not null, which are less than half. In an empty
 * object V8 would store so many properties in a hash table, which takes twice as long, also in
 * JSON.stringify.
 */
export function stagedImage({ row, ...parts }: CurrentImage): StagedRow {
  const staged: Record<string, Cell> = { ...BLANK };
  for (const { name, source } of COPIED) {
    const cell = row[source];
    if (cell !== null) staged[name] = cell;
  }
  for (const [name, cellOf] of DERIVED_CELLS) staged[name] = cellOf(row);
  staged['rendition_count'] = parts.renditionCount;
  staged['rendition_byte_count'] = parts.renditionByteCount;
  staged['uploaded_by'] = row.uploadedBy ?? undefined;
  return staged;
}

/**
 * Returns the row of `s_image` for a purged image: the warehouse keeps its columns that are not
 * personal.
 */
export function stagedPurge({ imageId, rowVersion }: PurgedImage): StagedRow {
  return { image_id: imageId, row_version: rowVersion, op: 'P', status: 'purged' };
}

/** Returns the rows of `s_label` for an image, without nulls. */
export function stagedLabels({ row, labels }: CurrentImage): StagedRow[] {
  return labels.map((label) => ({
    image_id: row.imageId,
    row_version: row.rowVersion,
    label_id: surrogateOf(`${label.kind}/${label.name}`),
    kind: label.kind,
    name: label.name,
    category: firstParentOf(label),
    position: label.position,
    confidence: label.confidence,
    taxonomy_level: label.taxonomyLevel ?? undefined,
    model_version: label.modelVersion,
  }));
}

/** Returns the row of `s_call` for a paid call, without nulls. */
export function stagedCall(call: AnalysisCallRow): StagedRow {
  return {
    call_id: call.callId,
    image_id: call.imageId,
    operation: call.operation,
    model_version: call.modelVersion ?? undefined,
    called_at: call.calledAt,
    called_day: dayOf(call.calledAt),
    outcome: call.outcome,
    request_units: call.requestUnits,
  };
}

/** The number of names whose surrogates are remembered: few names are in most rows. */
const MAX_REMEMBERED = 10_000;
const remembered = new Map<string, string>();

/** Returns 128 bits of SHA-256 in hexadecimal. */
function surrogateOf(text: string): string {
  const known = remembered.get(text);
  if (known !== undefined) return known;
  const surrogate = hash('sha256', text, 'hex').slice(0, 32);
  if (remembered.size === MAX_REMEMBERED) remembered.clear();
  remembered.set(text, surrogate);
  return surrogate;
}

function dayOf(sqlTime: string): string {
  return sqlTime.slice(0, 10);
}

function firstColorOf(json: string | null): string | undefined {
  const [color] = JSON.parse(json ?? '[]') as readonly DominantColor[];
  return color?.hex;
}

function firstParentOf({ parents }: ImageLabelRow): string | undefined {
  return (JSON.parse(parents) as readonly string[])[0];
}
