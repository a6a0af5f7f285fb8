import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { buildForLambda } from '@miniatura/workspace/build-for-lambda';
import { describe, expect, onTestFinished, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../../..');

async function chunksOf(app: string) {
  const outFolder = await mkdtemp(join(tmpdir(), 'cold-start-'));
  onTestFinished(() => rm(outFolder, { recursive: true }));
  const folder = join(ROOT, 'apps', app);
  const module = join(folder, 'src/handler.ts');
  const bundle = { name: 'handler', module, folder, outFolder, external: ['sharp'] };
  const output = await buildForLambda(bundle);
  return output.filter((file) => file.type === 'chunk');
}

/** The modules that a function loads at its start, by their paths in the workspace. */
async function modulesAtStart(app: string): Promise<readonly string[]> {
  const start = (await chunksOf(app)).find(({ name }) => name === 'handler-start');
  return Object.keys(start?.modules ?? {}).map((path) => relative(ROOT, path));
}

describe('At its start', () => {
  test('the ETL does not load what a run without changes does not need', async () => {
    const modules = await modulesAtStart('etl');
    expect(modules).toContain('apps/etl/src/run-etl.ts');
    for (const rare of [
      'apps/etl/src/run-batch.ts',
      'apps/etl/src/find-differences.ts',
      'node_modules/kysely/dist/migration/migrator.js',
      'packages/metadata/src/images/image-columns.ts',
      'packages/metadata/src/outbox/resend.ts',
      'packages/warehouse/src/apply-batch.ts',
      'packages/warehouse/src/model/tables.ts',
    ]) {
      expect(modules).not.toContain(rare);
    }
  });

  test('the thumbnailer does not load what few images or only other functions need', async () => {
    const modules = await modulesAtStart('thumbnailer');
    expect(modules).toContain('packages/metadata/src/images/image-store.ts');
    for (const rare of [
      'apps/thumbnailer/src/bedrock-description.ts',
      'apps/thumbnailer/src/run-script.ts',
      'packages/metadata/src/failures/rejected-record.ts',
      'packages/metadata/src/images/list-images.ts',
      'packages/resize/src/color/convert-colors.ts',
      'packages/resize/src/jpeg/repair-jpeg.ts',
    ]) {
      expect(modules).not.toContain(rare);
    }
  });

  test.each(['open-mysql', 'open-sqlite'])('a function reads one file for %s', async (driver) => {
    const chunk = (await chunksOf('etl')).find(({ name }) => name === driver);
    const files = chunk?.imports.filter((file) => file.endsWith('.mjs'));
    expect(files).toEqual([expect.stringMatching(/^handler-start-/)]);
  });
});
