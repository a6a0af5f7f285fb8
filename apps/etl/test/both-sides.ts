import { changeFeedOf, type Metadata } from '@miniatura/metadata';
import { expect } from 'vitest';
import { connect } from '../src/connect.ts';
import type { EtlDependencies } from '../src/index.ts';
import { reconcile } from '../src/reconcile.ts';
import { STAGING_BUCKET, type TestWarehouse } from './start-warehouse.ts';

/** The ETL as it is composed on AWS, with a clock that stands still. */
export function etlOf(
  warehouse: TestWarehouse,
  metadata: Metadata,
  changes: Partial<EtlDependencies> = {},
): EtlDependencies {
  const config = {
    stagingBucket: STAGING_BUCKET,
    stagingPrefix: 'staging',
    redshiftWorkgroup: 'miniatura',
    redshiftDatabase: 'dev',
    redshiftSecretArn: undefined,
    maxRowsPerBatch: 1000,
  };
  return {
    ...connect({ ...warehouse, metadata }, config),
    now: () => new Date('2026-11-21T12:00:00Z'),
    ...changes,
  };
}

/** Both databases say the same of every image, label, owner and call, and nothing is there twice. */
export async function expectBothSidesEqual(
  warehouse: TestWarehouse,
  metadata: Metadata,
): Promise<void> {
  const ports = { feed: changeFeedOf(metadata.db), api: warehouse.api };
  const report = await reconcile({ ...ports, prepareWarehouse: async () => undefined });
  expect(report).toMatchObject({ isEqual: true, underwayCount: 0, differences: [] });
  expect(await warehouse.select(IMAGES)).toEqual(await imagesOf(metadata));
  expect(await warehouse.select(LABELS)).toEqual(await labelsOf(metadata));
  expect(await warehouse.select(OWNERS)).toEqual(await ownersOf(metadata));
  expect(await warehouse.select(CALLS)).toEqual(await callsOf(metadata));
  expect(await warehouse.select(DOUBLES)).toEqual([]);
  expect(await warehouse.stagedKeys()).toEqual([]);
}

const IMAGES = `SELECT image_id, object_key, status, row_version, uploaded_by, alt_text, byte_count,
 rendition_count FROM warehouse.fact_image
 LEFT JOIN warehouse.dim_owner ON dim_owner.owner_id = fact_image.owner_id
 WHERE op <> 'P' ORDER BY image_id`;

/** The source's rows by the warehouse's names. */
function inSnakeCase(rows: readonly object[]) {
  const named = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, value]) => [named(name), value])),
  );
}

async function imagesOf({ db }: Metadata) {
  const rows = await db
    .selectFrom('image')
    .select(['imageId', 'objectKey', 'status', 'rowVersion', 'uploadedBy', 'altText'])
    .select('byteCount')
    .select(({ selectFrom, fn }) =>
      selectFrom('rendition')
        .select(fn.countAll<number>().as('n'))
        .whereRef('rendition.imageId', '=', 'image.imageId')
        .as('renditionCount'),
    )
    .orderBy('imageId')
    .execute();
  return inSnakeCase(rows);
}

const LABELS = `SELECT b.image_id, l.kind, l.name, b.position, b.model_version,
 CAST(b.confidence AS DOUBLE PRECISION) AS confidence
 FROM warehouse.bridge_image_label b
 JOIN warehouse.dim_label l ON l.label_id = b.label_id
 ORDER BY b.image_id, l.kind, b.position`;

async function labelsOf({ db }: Metadata) {
  const rows = await db
    .selectFrom('imageLabel')
    .select(['imageId', 'kind', 'name', 'position', 'modelVersion', 'confidence'])
    .orderBy('imageId')
    .orderBy('kind')
    .orderBy('position')
    .execute();
  return inSnakeCase(rows);
}

const OWNERS = 'SELECT uploaded_by FROM warehouse.dim_owner ORDER BY uploaded_by';

async function ownersOf({ db }: Metadata) {
  const rows = await db
    .selectFrom('image')
    .select('uploadedBy')
    .distinct()
    .where('uploadedBy', 'is not', null)
    .orderBy('uploadedBy')
    .execute();
  return inSnakeCase(rows);
}

const CALLS = `SELECT call_id, image_id, operation, outcome, request_units
 FROM warehouse.fact_analysis_call ORDER BY call_id`;

async function callsOf({ db }: Metadata) {
  const rows = await db
    .selectFrom('analysisCall')
    .select(['callId', 'imageId', 'operation', 'outcome', 'requestUnits'])
    .orderBy('callId')
    .execute();
  return inSnakeCase(rows);
}

/** Keys that Redshift would not keep from being there twice. */
const DOUBLES = `SELECT image_id AS doubled FROM warehouse.fact_image GROUP BY 1 HAVING COUNT(*) > 1
 UNION ALL SELECT label_id FROM warehouse.dim_label GROUP BY 1 HAVING COUNT(*) > 1
 UNION ALL SELECT owner_id FROM warehouse.dim_owner GROUP BY 1 HAVING COUNT(*) > 1
 UNION ALL SELECT batch_id FROM etl.batch GROUP BY 1 HAVING COUNT(*) > 1
 UNION ALL SELECT image_id || label_id FROM warehouse.bridge_image_label GROUP BY 1
 HAVING COUNT(*) > 1`;
