import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { buildForLambda } from '@miniatura/workspace/build-for-lambda';
import { expect, onTestFinished, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../../..');

/** The modules that a function loads at its start, by their paths in the workspace. */
async function modulesAtStart(app: string): Promise<readonly string[]> {
  const outFolder = await mkdtemp(join(tmpdir(), 'cold-start-'));
  onTestFinished(() => rm(outFolder, { recursive: true }));
  const folder = join(ROOT, 'apps', app);
  const module = join(folder, 'src/handler.ts');
  const bundle = { name: 'handler', module, folder, outFolder, external: ['sharp'] };
  const output = await buildForLambda(bundle);
  return output
    .filter((file) => file.type === 'chunk' && file.name === 'handler-start')
    .flatMap((file) => Object.keys((file as { modules: object }).modules))
    .map((path) => relative(ROOT, path));
}

test('The ETL loads on demand what a run without changes does not need', async () => {
  const modules = await modulesAtStart('etl');
  expect(modules).toContain('apps/etl/src/run-etl.ts');
  for (const rare of [
    'apps/etl/src/run-batch.ts',
    'apps/etl/src/find-differences.ts',
    'packages/metadata/src/images/image-columns.ts',
    'packages/metadata/src/outbox/resend.ts',
    'packages/warehouse/src/apply-batch.ts',
    'packages/warehouse/src/model/tables.ts',
  ]) {
    expect(modules).not.toContain(rare);
  }
});
