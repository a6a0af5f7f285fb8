import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { moderationPolicyOf } from '../src/config.ts';
import { dataDirectory, type DataDirectory } from '../src/stack/data-directory.ts';
import { type Stack, startStack } from '../src/stack/start-stack.ts';
import { temporaryFolder } from './run-command.ts';

let data: DataDirectory;
let stack: Stack | undefined;
const failures: Error[] = [];

beforeEach(async () => {
  data = dataDirectory(await temporaryFolder());
});

afterEach(async () => {
  await stack?.stop();
  await rm(data.path, { recursive: true });
});

async function start(): Promise<Stack> {
  stack = await startStack({
    data,
    port: 0,
    databaseUrl: data.databaseUrl,
    retentionDays: 7,
    moderationPolicy: moderationPolicyOf(),
    onWarehouseFailure: (error) => failures.push(error),
    log: { info: () => undefined, error: () => undefined },
  });
  return stack;
}

interface Health {
  readonly status: string;
  readonly components: readonly { readonly component: string; readonly status: string }[];
}

async function health({ endpoints }: Stack): Promise<{ httpStatus: number } & Health> {
  const answer = await fetch(`${endpoints.api}/health`);
  return { httpStatus: answer.status, ...((await answer.json()) as Health) };
}

test('A stack reports that its warehouse is starting', async () => {
  const running = await start();
  const first = await health(running);
  expect(first.httpStatus).toBe(200);
  expect(['starting', 'ok']).toContain(first.status);
  expect(first.components.filter(({ status }) => status !== 'ok')).toEqual(
    first.status === 'ok' ? [] : [{ component: 'warehouse', status: 'starting' }],
  );
  await expect
    .poll(async () => (await health(running)).status, { timeout: 60_000, interval: 200 })
    .toBe('ok');
});

test('A stack runs without a warehouse that does not open, reports the reason, and uses it once it opens', async () => {
  await mkdir(join(data.redshift, 'database'), { recursive: true });
  await writeFile(join(data.redshift, 'database/PG_VERSION'), 'damaged');
  const running = await start();
  await expect
    .poll(async () => (await health(running)).httpStatus, { timeout: 60_000, interval: 200 })
    .toBe(503);
  const place = join(data.redshift, 'database');
  expect(await health(running)).toMatchObject({
    status: 'unhealthy',
    components: expect.arrayContaining([
      { component: 'database', status: 'ok' },
      {
        component: 'warehouse',
        status: 'unhealthy',
        message: expect.stringContaining(`Expected a database that opens in ${place} but`),
      },
    ]),
  });
  expect(failures).toMatchObject([{ code: 'unusable-warehouse' }]);
  expect(await readdir(data.redshift)).toContain('database');
  await rename(place, `${place}.away`);
  await expect
    .poll(async () => (await health(running)).status, { timeout: 60_000, interval: 500 })
    .toBe('ok');
});
