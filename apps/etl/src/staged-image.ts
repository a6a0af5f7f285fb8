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
import type { StagedRow } from '@miniatura/warehouse';

type Cell = StagedRow[string];

/** The computed columns, by their names in the warehouse. */
const DERIVED: Readonly<Record<DerivedImageColumn, (row: LoadedRow) => Cell>> = {
  op: ({ status }) => (status === 'removed' ? 'D' : 'U'),
  owner_id: ({ uploadedBy }) => uploadedBy && surrogateOf(uploadedBy),
  dominant_color: ({ dominantColors }) => firstColorOf(dominantColors),
  uploaded_day: ({ uploadedAt }) => uploadedAt && dayOf(uploadedAt),
};

const CELLS = LOADED_IMAGE_COLUMNS.map(
  ({ name, source }): readonly [name: string, cellOf: (row: LoadedRow) => Cell] => [
    name,
    source === null ? DERIVED[name as DerivedImageColumn] : (row) => row[source],
  ],
);

/**
 * Returns the row of `s_image` for the current state of an image, without nulls. Times are those of
 * the source: UTC in SQL's format.
 */
export function stagedImage({ row, ...parts }: CurrentImage): StagedRow {
  const staged: Record<string, Cell> = {
    rendition_count: parts.renditionCount,
    rendition_byte_count: parts.renditionByteCount,
  };
  if (row.uploadedBy !== null) staged['uploaded_by'] = row.uploadedBy;
  // Most images have values for half of the columns, and setting each name takes time.
  for (const [name, cellOf] of CELLS) {
    const cell = cellOf(row);
    if (cell !== null) staged[name] = cell;
  }
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
  return labels.map((label) => {
    const category = firstParentOf(label);
    return {
      image_id: row.imageId,
      row_version: row.rowVersion,
      label_id: surrogateOf(`${label.kind}/${label.name}`),
      kind: label.kind,
      name: label.name,
      ...(category !== null && { category }),
      position: label.position,
      confidence: label.confidence,
      ...(label.taxonomyLevel !== null && { taxonomy_level: label.taxonomyLevel }),
      model_version: label.modelVersion,
    };
  });
}

/** Returns the row of `s_call` for a paid call, without nulls. */
export function stagedCall(call: AnalysisCallRow): StagedRow {
  return {
    call_id: call.callId,
    image_id: call.imageId,
    operation: call.operation,
    ...(call.modelVersion !== null && { model_version: call.modelVersion }),
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

function firstColorOf(json: string | null): string | null {
  const [color] = JSON.parse(json ?? '[]') as readonly DominantColor[];
  return color?.hex ?? null;
}

function firstParentOf({ parents }: ImageLabelRow): string | null {
  return (JSON.parse(parents) as readonly string[])[0] ?? null;
}
