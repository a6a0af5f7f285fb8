import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { describeOnEachEngine } from '@miniatura/metadata/test-support/describe-on-each-engine';
import { SQLITE } from '@miniatura/metadata/test-support/sqlite-engine';
import { createDataApi, StatementFailedError } from '@miniatura/warehouse';
import { beforeEach, describe, expect, test } from 'vitest';
import { type EtlDependencies, runEtl } from '../src/index.ts';
import { etlOf, expectBothSidesEqual } from './both-sides.ts';
import { recordCall, recordImages } from './sample-images.ts';
import { emptyWarehouse, useWarehouse } from './start-warehouse.ts';
import { withSource } from './with-source.ts';

const warehouse = useWarehouse();
beforeEach(() => emptyWarehouse(warehouse.api));

type Put = EtlDependencies['staging']['put'];

/** The ETL with files that go wrong on their way, as often as `isHit` says. */
function withFiles(
  dependencies: EtlDependencies,
  isHit: (key: string) => boolean,
  spoil: (put: Put, key: string, bytes: Uint8Array) => Promise<void>,
): EtlDependencies {
  const { put } = dependencies.staging;
  const spoiled: Put = (key, bytes) => (isHit(key) ? spoil(put, key, bytes) : put(key, bytes));
  return { ...dependencies, staging: { ...dependencies.staging, put: spoiled } };
}

const lose = async () => undefined;

/** Leaves out the last line. */
async function shorten(put: Put, key: string, bytes: Uint8Array): Promise<void> {
  const lines = zstdDecompressSync(bytes).toString().trimEnd().split('\n');
  await put(key, zstdCompressSync(`${lines.slice(0, -1).join('\n')}\n`));
}

/** Repeats the last line. */
async function lengthen(put: Put, key: string, bytes: Uint8Array): Promise<void> {
  const text = zstdDecompressSync(bytes).toString();
  await put(key, zstdCompressSync(`${text}${text.trimEnd().split('\n').at(-1)}\n`));
}

/** The Data API's client bears these by itself: the ETL and its source do not hear of them. */
describe('The run', () => {
  test.each([
    ['BatchExecuteStatement', 'throttle'],
    ['BatchExecuteStatement', 'fail'],
    ['BatchExecuteStatement', 'lose-response'],
    ['BatchExecuteStatement', 'delay'],
    ['DescribeStatement', 'throttle'],
    ['DescribeStatement', 'lose-response'],
    ['ExecuteStatement', 'lose-response'],
    ['GetStatementResult', 'fail'],
  ] as const)('bears it when %s meets %s', (operation, kind) =>
    withSource(SQLITE, async (metadata) => {
      await recordImages(metadata, ['a', 'b']);
      await recordCall(metadata, 'a');
      const dependencies = etlOf(warehouse, metadata);
      await dependencies.prepareWarehouse();
      // More often than the SDK itself retries.
      warehouse.faults.add({ operation, kind, count: 4, delayMs: 50 });
      expect(await runEtl(dependencies)).toMatchObject({ outcome: 'done', mergedCount: 2 });
      await expectBothSidesEqual(warehouse, metadata);
    }),
  );
});

describeOnEachEngine('The run', (engine) => {
  test('fails when the service stays unavailable, and the next run continues', () =>
    withSource(engine, async (metadata) => {
      await recordImages(metadata, ['a']);
      const dependencies = etlOf(warehouse, metadata);
      const target = { workgroupName: 'miniatura', database: 'dev' };
      const api = createDataApi(warehouse.redshiftData, target, { retryForMs: 0 });
      warehouse.faults.add({ operation: 'BatchExecuteStatement', kind: 'lose-response', count: 3 });
      const failure = { code: 'data-api-failed', transient: true };
      await expect(runEtl({ ...dependencies, api })).rejects.toMatchObject(failure);
      expect(await runEtl(dependencies)).toMatchObject({ outcome: 'done', mergedCount: 1 });
      await expectBothSidesEqual(warehouse, metadata);
    }));

  test('fails when Redshift keeps rejecting, changes nothing, and leaves the batch for the next run', () =>
    withSource(engine, async (metadata) => {
      await recordImages(metadata, ['a', 'b']);
      const dependencies = etlOf(warehouse, metadata);
      const isHit = (key: string) => key.includes('images-00001');
      const failure = await runEtl(withFiles(dependencies, isHit, shorten)).catch((error) => error);
      expect(failure).toBeInstanceOf(StatementFailedError);
      expect(failure.failure).toMatchObject({
        index: 7,
        sql: expect.stringContaining('images.row_count = 2'),
        reason: expect.stringMatching(/divi(de|sion) by zero/i),
      });
      expect(await warehouse.select('SELECT * FROM warehouse.fact_image')).toEqual([]);
      expect(await runEtl(dependencies)).toMatchObject({ outcome: 'done', rejectedCount: 3 });
      await expectBothSidesEqual(warehouse, metadata);
    }));
});

// What is in S3 and in the warehouse does not depend on the engine of the metadata.
describe('The run', () => {
  test.each([
    ['a file of the manifest is missing', 'images-00001', lose],
    ['the manifest is missing', 'images.manifest', lose],
    ['an image is missing', 'images-00001', shorten],
    ['an image is there twice', 'images-00001', lengthen],
    ['a label is missing', 'labels-00001', shorten],
    ['a call is there twice', 'calls-00001', lengthen],
  ] as const)('stages its files again when %s', (_what, name, spoil) =>
    withSource(SQLITE, async (metadata) => {
      await recordImages(metadata, ['a', 'b']);
      await recordCall(metadata, 'a');
      const isHit = (key: string) => key.includes(`/1/${name}`);
      const dependencies = withFiles(etlOf(warehouse, metadata), isHit, spoil);
      expect(await runEtl(dependencies)).toMatchObject({ outcome: 'done', rejectedCount: 1 });
      await expectBothSidesEqual(warehouse, metadata);
    }),
  );
});
