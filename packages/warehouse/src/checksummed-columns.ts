import type { Aspect } from './fingerprint.ts';
import {
  LASTING_IMAGE_COLUMNS,
  PERSONAL_IMAGE_COLUMNS,
  VERSION_COLUMNS,
} from './model/fact-image.ts';
import { factAnalysisCall } from './model/tables.ts';
import { checksumOf } from './row-checksum.ts';
import { type StagedRow, STAGING_TABLES } from './staged-rows.ts';

const KEY_AND_VERSION = VERSION_COLUMNS.filter(({ name }) =>
  ['image_id', 'row_version'].includes(name),
);

/** The owner's name, which is stored in `dim_owner` and not in the facts. */
const OWNER_NAME = STAGING_TABLES.images.columns.filter(({ name }) => name === 'uploaded_by');

/**
 * Columns that do not depend on the image: a label's category, and its id, which is a hash of kind
 * and name.
 */
const OF_THE_LABEL = ['label_id', 'category', 'row_version'];

/** The columns that the checksums cover. */
export const CHECKSUMMED_COLUMNS = {
  versions: KEY_AND_VERSION,
  values: [
    ...VERSION_COLUMNS.filter((each) => !KEY_AND_VERSION.includes(each)),
    ...PERSONAL_IMAGE_COLUMNS,
    ...LASTING_IMAGE_COLUMNS,
    ...OWNER_NAME,
  ],
  labels: STAGING_TABLES.labels.columns.filter(({ name }) => !OF_THE_LABEL.includes(name)),
  calls: factAnalysisCall.columns,
} as const;

/** Computes the checksums of a staged image and its labels. */
export function imageChecksums(
  image: StagedRow,
  labels: readonly StagedRow[],
): Readonly<Record<Aspect, number>> {
  return {
    versions: checksumOf(CHECKSUMMED_COLUMNS.versions, image),
    values: checksumOf(CHECKSUMMED_COLUMNS.values, image),
    labels: labels.reduce((sum, label) => sum + checksumOf(CHECKSUMMED_COLUMNS.labels, label), 0),
  };
}

/** Computes the checksums of a staged call, which has neither versions nor labels. */
export function callChecksums(call: StagedRow): Readonly<Record<Aspect, number>> {
  return { versions: 0, labels: 0, values: checksumOf(CHECKSUMMED_COLUMNS.calls, call) };
}
