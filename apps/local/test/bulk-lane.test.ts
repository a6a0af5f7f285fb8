import { mkdir, rm, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { openMetadata } from '@miniatura/metadata';
import { copyPreparedWarehouse } from '@miniatura/warehouse/test-support/copy-prepared-warehouse';
import { expect, onTestFinished, test } from 'vitest';
import { dataDirectory } from '../src/stack/data-directory.ts';
import { drawImage } from './draw-images.ts';
import { endProcess, runCommand, startStackProcess, temporaryFolder } from './run-command.ts';

const CORES = availableParallelism();

/** A script that ends when it runs for this many images at the same time, or times out. */
function scriptTogether(folder: string, count: number): string {
  return `
    import { readdirSync, writeFileSync } from 'node:fs';
    import { setTimeout as sleep } from 'node:timers/promises';
    export async function process(_, { imageId }) {
      writeFileSync(${JSON.stringify(`${folder}/`)} + imageId, '');
      while (readdirSync(${JSON.stringify(folder)}).length < ${count}) await sleep(20);
      return {};
    }`;
}

test('An import processes as many images at a time as there are cores', async () => {
  const folder = await temporaryFolder();
  onTestFinished(() => rm(folder, { recursive: true }));
  const [images, running, script] = ['images', 'running', 'script.mjs'].map((name) =>
    join(folder, name),
  ) as [string, string, string];
  await Promise.all([mkdir(images), mkdir(running)]);
  await writeFile(script, scriptTogether(running, CORES));
  for (let number = 0; number < CORES; number += 1) {
    await writeFile(join(images, `${number}.jpg`), await drawImage(number));
  }
  const data = join(folder, 'data');
  copyPreparedWarehouse(dataDirectory(data).redshift);
  const stack = await startStackProcess(data, 0, { options: ['--script', script] });
  onTestFinished(() => endProcess(stack.process, 'SIGKILL'));
  expect(await runCommand('import', [images, '--data', data])).toMatchObject({ exitCode: 0 });
  const metadata = await openMetadata({ url: dataDirectory(data).databaseUrl });
  onTestFinished(() => metadata.close());
  const rows = await metadata.db.selectFrom('image').select('scriptStatus').execute();
  expect(rows).toEqual(Array.from({ length: CORES }, () => ({ scriptStatus: 'done' })));
}, 120_000);
