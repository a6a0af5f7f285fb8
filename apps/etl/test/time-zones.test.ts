import { describeOnEachEngine } from '@miniatura/metadata/test-support/describe-on-each-engine';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runEtl } from '../src/index.ts';
import { reconcile } from '../src/reconcile.ts';
import { etlOf } from './both-sides.ts';
import { processedImage } from './sample-images.ts';
import { emptyWarehouse, STAGING_BUCKET, useWarehouse } from './start-warehouse.ts';
import { withSource } from './with-source.ts';

/** Times that local time shifts to another day, or that do not exist in local time. */
const TIMES = [
  '2026-03-08T02:30:00.123456Z',
  '2026-12-31T23:59:59.999999Z',
  '2027-01-01T00:00:00.000001Z',
];

/** Sets the time zone of this process, and of threads that it starts later. */
function useTimeZone(zone: string): void {
  const before = process.env['TZ'];
  beforeAll(() => void (process.env['TZ'] = zone));
  afterAll(() => {
    if (before === undefined) delete process.env['TZ'];
    else process.env['TZ'] = before;
  });
}

/** A time as Redshift returns it: without zeros at its end. */
function sqlTime(iso: string): string {
  return iso.replace('T', ' ').replace('Z', '').replace(/0+$/, '').replace(/\.$/, '');
}

describe.each([
  ['America/New_York', 300],
  ['Asia/Kathmandu', -345],
])('In the time zone %s', (zone, offset) => {
  useTimeZone(zone);
  const warehouse = useWarehouse();

  describeOnEachEngine('the ETL', (engine) => {
    test('loads times and days in UTC, with microseconds', () =>
      withSource(engine, async (metadata) => {
        expect(new Date('2026-01-01').getTimezoneOffset()).toBe(offset);
        await emptyWarehouse(warehouse.api);
        for (const time of TIMES) {
          const times = { uploadedAt: time, processedAt: time, capturedAt: time.slice(0, 23) };
          await metadata.recordProcessed(processedImage(time, times));
        }
        const dependencies = etlOf(warehouse, metadata);
        await runEtl(dependencies);
        expect(
          await warehouse.select(
            'SELECT uploaded_at, processed_at, captured_at, uploaded_day FROM warehouse.fact_image ORDER BY 1',
          ),
        ).toEqual(
          TIMES.map((time) => ({
            uploaded_at: sqlTime(time),
            processed_at: sqlTime(time),
            captured_at: sqlTime(time.slice(0, 23)),
            uploaded_day: time.slice(0, 10),
          })),
        );
        expect(await reconcile(dependencies)).toMatchObject({ isEqual: true, underwayCount: 0 });
      }));
  });

  test('UNLOAD and COPY of Parquet keep times, and the years 1 to 99', async () => {
    const { api } = warehouse;
    const files = `TO 's3://${STAGING_BUCKET}/times/' IAM_ROLE default FORMAT PARQUET ALLOWOVERWRITE`;
    const rows = `SELECT CAST('0050-02-03' AS DATE) AS d, CAST('0099-12-31 23:59:59.5' AS TIMESTAMP) AS t
      UNION ALL SELECT CAST('2026-03-08' AS DATE), CAST('2026-03-08 02:30:00.123456' AS TIMESTAMP)`;
    const copy = `COPY zoned FROM 's3://${STAGING_BUCKET}/times/' IAM_ROLE default FORMAT PARQUET`;
    const sqls = [
      'CREATE TABLE zoned (d DATE, t TIMESTAMP)',
      `INSERT INTO zoned ${rows}`,
      `UNLOAD ('SELECT * FROM zoned') ${files}`,
      'DELETE FROM zoned',
      copy,
    ];
    await api.wait(
      await api.submitBatch({ sqls, name: 'zoned', clientToken: crypto.randomUUID() }),
    );
    expect(await warehouse.select('SELECT * FROM zoned ORDER BY d')).toEqual([
      { d: '0050-02-03', t: '0099-12-31 23:59:59.5' },
      { d: '2026-03-08', t: '2026-03-08 02:30:00.123456' },
    ]);
  });
});
