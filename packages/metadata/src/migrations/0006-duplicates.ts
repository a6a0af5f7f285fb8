import type { Migration } from 'kysely/migration';
import { addColumns } from '../database/add-columns.ts';
import type { Engine } from '../database/create-table.ts';

/**
 * Adds the image of which another one is a copy, and an index for near duplicates: the perceptual
 * hash in four bands of 16 bits. The database computes the bands, so that rows of any age have
 * them. Each index contains the complete hash, so that a search reads no row.
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
