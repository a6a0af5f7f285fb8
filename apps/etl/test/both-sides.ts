import { changeFeedOf, type Metadata } from '@miniatura/metadata';
import { expect } from 'vitest';
import { connect } from '../src/connect.ts';
import type { EtlDependencies } from '../src/create-handler.ts';
import { reconcile } from '../src/create-handler.ts';
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
    workgroupName: 'miniatura',
    warehouseDatabase: 'dev',
    warehouseSecretArn: undefined,
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

async function imagesOf({ db }: Metadata) {
  const rows = await db
    .selectFrom('image')
    .select(['image_id', 'object_key', 'status', 'row_version', 'uploaded_by', 'alt_text'])
    .select('byte_count')
    .select(({ selectFrom, fn }) =>
      selectFrom('rendition')
        .select(fn.countAll<number>().as('n'))
        .whereRef('rendition.image_id', '=', 'image.image_id')
        .as('rendition_count'),
    )
    .orderBy('image_id')
    .execute();
  return rows;
}

const LABELS = `SELECT b.image_id, l.kind, l.name, b.position, b.model_version,
 CAST(b.confidence AS DOUBLE PRECISION) AS confidence
 FROM warehouse.bridge_image_label b
 JOIN warehouse.dim_label l ON l.label_id = b.label_id
 ORDER BY b.image_id, l.kind, b.position`;

function labelsOf({ db }: Metadata) {
  return db
    .selectFrom('image_label')
    .select(['image_id', 'kind', 'name', 'position', 'model_version', 'confidence'])
    .orderBy('image_id')
    .orderBy('kind')
    .orderBy('position')
    .execute();
}

const OWNERS = 'SELECT uploaded_by FROM warehouse.dim_owner ORDER BY uploaded_by';

function ownersOf({ db }: Metadata) {
  return db
    .selectFrom('image')
    .select('uploaded_by')
    .distinct()
    .where('uploaded_by', 'is not', null)
    .orderBy('uploaded_by')
    .execute();
}

const CALLS = `SELECT call_id, image_id, operation, outcome, request_units
 FROM warehouse.fact_analysis_call ORDER BY call_id`;

function callsOf({ db }: Metadata) {
  return db
    .selectFrom('analysis_call')
    .select(['call_id', 'image_id', 'operation', 'outcome', 'request_units'])
    .orderBy('call_id')
    .execute();
}

/** Keys that Redshift would not keep from being there twice. */
const DOUBLES = `SELECT image_id AS doubled FROM warehouse.fact_image GROUP BY 1 HAVING COUNT(*) > 1
 UNION ALL SELECT label_id FROM warehouse.dim_label GROUP BY 1 HAVING COUNT(*) > 1
 UNION ALL SELECT owner_id FROM warehouse.dim_owner GROUP BY 1 HAVING COUNT(*) > 1
 UNION ALL SELECT batch_id FROM etl.batch GROUP BY 1 HAVING COUNT(*) > 1
 UNION ALL SELECT image_id || label_id FROM warehouse.bridge_image_label GROUP BY 1
 HAVING COUNT(*) > 1`;
