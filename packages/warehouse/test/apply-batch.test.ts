import { expect, test } from 'vitest';
import { applyBatch, InvalidArgumentError, MIGRATIONS, partsOf } from '../src/index.ts';
import { BATCH } from './recorded-statements.ts';

const script = (statements: readonly string[]) => `${statements.join(';\n\n')};\n`;

test('A batch is these statements, in this order', async () => {
  await expect(script(applyBatch(BATCH))).toMatchFileSnapshot('apply-batch.sql');
});

test('What was not staged is not loaded', () => {
  const sqlOf = (staged: typeof BATCH.staged) => script(applyBatch({ ...BATCH, staged }));
  expect(sqlOf({ images: 1, labels: 0, calls: 0 })).not.toMatch(/COPY s_(label|call)/);
  expect(sqlOf({ images: 0, labels: 0, calls: 1 })).not.toMatch(/s_image|s_label/);
  expect(applyBatch({ ...BATCH, staged: { images: 0, labels: 0, calls: 0 } })).toHaveLength(3);
});

test.each([
  ['batchId', "b'; DROP TABLE x"],
  ['batchId', ''],
  ['stagingUri', "s3://bucket/a'b"],
  ['stagingUri', '/tmp/files'],
] as const)('A %s of %j is rejected, because no parameter can replace it', (name, value) => {
  const apply = () => applyBatch({ ...BATCH, [name]: value });
  expect(apply).toThrow(InvalidArgumentError);
  expect(apply).toThrow(`but received ${JSON.stringify(value)}`);
});

test.each(MIGRATIONS)('The migration $name is these statements', async (migration) => {
  const parts = partsOf(migration).map(
    (part) => `-- part ${part.part}\n${script(part.statements)}`,
  );
  await expect(parts.join('\n')).toMatchFileSnapshot(`${migration.name}.sql`);
});
