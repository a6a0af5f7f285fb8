import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { copyPreparedWarehouse } from '@miniatura/warehouse/test-support/copy-prepared-warehouse';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { awsClients } from '../src/stack/aws-clients.ts';
import { dataDirectory } from '../src/stack/data-directory.ts';
import { drawFolder } from './draw-images.ts';
import {
  endProcess,
  runCommand,
  type RunningStack,
  startStackProcess,
  temporaryFolder,
} from './run-command.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const TIMEOUT_MS = 180_000;
const UPLOADS =
  'SELECT SUM(upload_count) AS uploads, SUM(purged_count) AS purged FROM analytics.v_uploads_daily';

let folder: string;
let data: string;
let stack: RunningStack;

beforeAll(async () => {
  folder = await temporaryFolder();
  data = join(folder, 'data');
  await drawFolder(join(folder, 'images'));
  copyPreparedWarehouse(dataDirectory(data).redshift);
  stack = await startStackProcess(data, 0);
}, TIMEOUT_MS);

afterAll(async () => {
  await endProcess(stack.process, 'SIGKILL');
  await rm(folder, { recursive: true });
});

function run(command: 'audit' | 'etl' | 'import' | 'purge' | 'query', ...args: string[]) {
  return runCommand(command, [...args, '--data', data]);
}
async function auditAt(now: string) {
  const { exitCode, stdout } = await run('audit', '--now', now, '--json');
  return { exitCode, report: JSON.parse(stdout) };
}

test(
  'Eight days later a purge deletes all personal data, and the warehouse keeps its counts per day',
  async () => {
    await run('import', join(folder, 'images'), '--json');
    await run('etl');
    expect(await run('audit')).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('Nothing expired remains. Checked: 6 originals'),
    });

    const later = new Date(Date.now() + 8 * DAY_MS).toISOString();
    const overdue = await auditAt(later);
    expect(overdue.exitCode).toBe(1);
    const kinds = new Set(overdue.report.findings.map(({ kind }: { kind: string }) => kind));
    expect([...kinds].toSorted()).toEqual([
      'lake-file',
      'original',
      'row',
      'thumbnail',
      'warehouse-image',
      'warehouse-labels',
    ]);

    expect(await run('purge', '--now', later)).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('6 images purged: 6 originals and 9 thumbnails'),
    });
    await run('etl');
    expect(await auditAt(later)).toMatchObject({
      exitCode: 0,
      report: { isKept: true, outlivedCount: 0, orphanCount: 0, rowCount: 0, originalCount: 0 },
    });
    const { stdout } = await run('query', UPLOADS, '--json');
    const { uploads, purged } = JSON.parse(stdout);
    expect([Number(uploads), Number(purged)]).toEqual([6, 6]);
    expect(await run('purge', '--now', later)).toMatchObject({
      stdout: 'Nothing to purge: nothing has expired.\n',
    });

    const { s3 } = awsClients(stack.endpoints);
    const hidden = { Bucket: 'thumbnails', Key: 'hidden/from/the-purge.webp', Body: 'x' };
    await s3.send(new PutObjectCommand(hidden));
    s3.destroy();
    const { exitCode, stdout: table } = await run('audit', '--now', later);
    expect(exitCode).toBe(1);
    expect(table).toMatch(
      /outlived +│ thumbnail +│ s3:\/\/thumbnails\/hidden\/from\/the-purge.webp/,
    );
  },
  TIMEOUT_MS,
);

test.each(['purge', 'audit'] as const)('npm run %s explains itself', async (command) => {
  const { exitCode, stdout } = await runCommand(command, ['--help']);
  expect(exitCode).toBe(0);
  for (const option of ['--now <time>', '--json', '--data <dir>']) expect(stdout).toContain(option);
});

test.each(['purge', 'audit'] as const)('npm run %s rejects an invalid time', async (command) => {
  const { exitCode, stderr } = await runCommand(command, ['--now', 'next week']);
  expect(exitCode).toBe(1);
  expect(stderr).toContain('Expected a time such as 2026-11-29T12:00:00Z');
});

test.each(['purge', 'audit'] as const)('npm run %s says when no stack runs', async (command) => {
  const args = ['--data', join(folder, 'nothing'), '--port', '1'];
  const { exitCode, stderr } = await runCommand(command, args);
  expect(exitCode).toBe(1);
  expect(stderr).toContain('Expected a running stack');
});
