import type { Migration } from 'kysely/migration';
import { addColumns } from '../database/add-columns.ts';
import type { Engine } from '../database/create-table.ts';

/**
 * Of which image a picture is a copy, byte by byte, and the index of near duplicates: the perceptual
 * hash in four bands of 16 bits. The bands are computed by the database, so rows of any age have
 * them, and go with their row. Each index holds the whole hash: a search reads no row.
 */
export function duplicates(engine: Engine): Migration {
  return {
    up: (db) =>
      addColumns(db, engine, 'image', {
        columns: {
          duplicate_of: 'varchar(32) null',
          ...Object.fromEntries(BANDS.map((band) => [`hash_band_${band}`, bandColumn(band)])),
        },
        indexes: Object.fromEntries(
          BANDS.map((band) => [
            `image_hash_band_${band}`,
            [`hash_band_${band}`, 'perceptual_hash', 'image_id'],
          ]),
        ),
      }),
  };
}

const BANDS = [0, 1, 2, 3];
const DIGITS_PER_BAND = 4;

function bandColumn(band: number): string {
  const first = band * DIGITS_PER_BAND + 1;
  return `varchar(${DIGITS_PER_BAND}) generated always as
    (substr(perceptual_hash, ${first}, ${DIGITS_PER_BAND})) virtual`;
}
