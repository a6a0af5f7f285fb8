import { gzipSync } from 'node:zlib';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { sharedRedshift } from './running-redshift.ts';
import { StagingBucket } from './staging-bucket.ts';

let bucket: StagingBucket;

const redshift = sharedRedshift(async () => {
  bucket = await StagingBucket.start();
  return { s3: bucket.access };
});

afterAll(() => bucket.close());

beforeEach(async () => {
  await redshift().runBatch([
    'DROP SCHEMA IF EXISTS warehouse CASCADE',
    'DROP SCHEMA IF EXISTS etl CASCADE',
    'CREATE SCHEMA warehouse',
    'CREATE SCHEMA etl',
    `CREATE TABLE warehouse.fact_image (
       image_id VARCHAR(64) NOT NULL ENCODE ZSTD, row_version BIGINT NOT NULL,
       owner VARCHAR(320), is_deleted BOOLEAN NOT NULL, PRIMARY KEY (image_id))
     DISTSTYLE KEY DISTKEY (image_id) SORTKEY (image_id)`,
    `CREATE TABLE warehouse.bridge_image_label (
       image_id VARCHAR(64) NOT NULL, label VARCHAR(255) NOT NULL) DISTKEY (image_id)`,
    'CREATE TABLE etl.batch (batch_id VARCHAR(64) PRIMARY KEY, rows_in BIGINT, applied_at TIMESTAMP)',
  ]);
});

interface StagedRow {
  readonly image_id: string;
  readonly row_version: number;
  readonly op: 'U' | 'D' | 'P';
  readonly owner: string | null;
}

async function stage(name: string, rows: readonly object[]): Promise<string> {
  const lines = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  const url = await bucket.put(`${name}.json.gz`, gzipSync(lines));
  return bucket.putManifest(`${name}.manifest`, [{ url, mandatory: true }]);
}

function BATCH(manifests: { images: string; labels: string }): string[] {
  const copy = (table: string, url: string) =>
    `COPY ${table} FROM '${url}' IAM_ROLE default FORMAT JSON 'auto' TIMEFORMAT 'auto' GZIP MANIFEST MAXERROR 0`;
  return [
    'LOCK etl.batch',
    `CREATE TEMP TABLE s_image (image_id VARCHAR(64), row_version BIGINT, op CHAR(1), owner VARCHAR(320))`,
    'CREATE TEMP TABLE s_label (image_id VARCHAR(64), label VARCHAR(255))',
    copy('s_image', manifests.images),
    copy('s_label', manifests.labels),
    'SELECT 1 / (CASE WHEN COUNT(*) = :expected THEN 1 ELSE 0 END) FROM s_image',
    'DELETE FROM s_image WHERE EXISTS (SELECT 1 FROM etl.batch WHERE batch_id = :batch)',
    `DELETE FROM s_image USING warehouse.fact_image
     WHERE s_image.image_id = fact_image.image_id AND s_image.row_version <= fact_image.row_version`,
    `CREATE TEMP TABLE s_new AS
       SELECT * FROM (SELECT s.*, ROW_NUMBER() OVER (PARTITION BY image_id ORDER BY row_version DESC) AS rn
         FROM s_image s) q WHERE rn = 1`,
    `MERGE INTO warehouse.fact_image USING s_new AS src ON fact_image.image_id = src.image_id
     WHEN MATCHED THEN UPDATE SET row_version = src.row_version, owner = src.owner,
       is_deleted = CASE WHEN src.op IN ('D','P') THEN true ELSE false END
     WHEN NOT MATCHED THEN INSERT (image_id, row_version, owner, is_deleted) VALUES
       (src.image_id, src.row_version, src.owner, CASE WHEN src.op IN ('D','P') THEN true ELSE false END)`,
    `DELETE FROM warehouse.bridge_image_label USING s_image
     WHERE bridge_image_label.image_id = s_image.image_id`,
    `INSERT INTO warehouse.bridge_image_label SELECT DISTINCT l.image_id, l.label
     FROM s_label l JOIN s_image s ON s.image_id = l.image_id`,
    `INSERT INTO etl.batch (batch_id, rows_in, applied_at)
     SELECT :batch, r.n, GETDATE() FROM (SELECT COUNT(*) AS n FROM s_image) r
     WHERE NOT EXISTS (SELECT 1 FROM etl.batch WHERE batch_id = :batch)`,
  ];
}

async function apply(
  batch: string,
  rows: readonly StagedRow[],
  { labels = [], expected = rows.length }: { labels?: readonly object[]; expected?: number } = {},
) {
  const manifests = {
    images: await stage(`${batch}/images`, rows),
    labels: await stage(`${batch}/labels`, labels),
  };
  return redshift().runBatch(BATCH(manifests), {
    StatementName: batch,
    WithEvent: true,
    Parameters: [
      { name: 'expected', value: String(expected) },
      { name: 'batch', value: batch },
    ],
  });
}

function facts() {
  return redshift().query(
    'SELECT image_id, row_version, owner, is_deleted FROM warehouse.fact_image ORDER BY 1',
  );
}
const ledger = () => redshift().query('SELECT batch_id, rows_in FROM etl.batch ORDER BY 1');

function image(
  image_id: string,
  row_version: number,
  owner: string | null = 'ann',
  op: StagedRow['op'] = 'U',
) {
  return { image_id, row_version, owner, op } as const;
}

test('a batch is loaded, merged and written into the ledger', async () => {
  const done = await apply('b1', [image('a', 1), image('b', 2, 'béa'), image('b', 1, 'old')], {
    labels: [
      { image_id: 'a', label: 'cat' },
      { image_id: 'b', label: 'dog' },
    ],
  });
  expect(done).toMatchObject({ Status: 'FINISHED', HasResultSet: true });
  expect(done.SubStatements?.map(({ Status }) => Status)).toEqual(Array(13).fill('FINISHED'));
  expect(done.SubStatements?.[3]?.ResultRows).toBe(3);
  expect(await facts()).toEqual([
    ['a', 1, 'ann', false],
    ['b', 2, 'béa', false],
  ]);
  expect(await ledger()).toEqual([['b1', 3]]);
});

test('a batch that is applied twice changes nothing the second time', async () => {
  const rows = [image('a', 1), image('b', 2)];
  await apply('b1', rows, { labels: [{ image_id: 'a', label: 'cat' }] });
  const again = await apply('b1', rows, { labels: [{ image_id: 'a', label: 'cat' }] });
  expect(again.Status).toBe('FINISHED');
  expect(await facts()).toHaveLength(2);
  expect(await ledger()).toEqual([['b1', 2]]);
  expect(await redshift().query('SELECT * FROM warehouse.bridge_image_label')).toEqual([
    ['a', 'cat'],
  ]);
});

test('a wrong count rolls the whole batch back', async () => {
  const failed = await apply('b1', [image('a', 1)], { expected: 2 });
  expect(failed).toMatchObject({
    Status: 'FAILED',
    Error: 'Query #6 failed with ERROR: division by zero',
  });
  expect(failed.SubStatements?.map(({ Status }) => Status)).toEqual([
    ...Array<string>(5).fill('FINISHED'),
    'FAILED',
    ...Array<string>(7).fill('ABORTED'),
  ]);
  expect(await facts()).toEqual([]);
  expect(await ledger()).toEqual([]);
});

test('a stale batch does not undo a newer one, and a purge keeps the row without its owner', async () => {
  await apply('b2', [image('a', 5, 'new'), image('b', 3, null, 'P')]);
  await apply('b1', [image('a', 4, 'old'), image('b', 2, 'someone')]);
  expect(await facts()).toEqual([
    ['a', 5, 'new', false],
    ['b', 3, null, true],
  ]);
});

test('temporary tables of one batch are not there for the next', async () => {
  await apply('b1', [image('a', 1)]);
  expect(await redshift().errorOf('SELECT * FROM s_image')).toBe(
    'ERROR: relation "s_image" does not exist',
  );
});
