import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { BUCKET, patternBytes, startFixture, temporaryFolder } from './s3-fixture.ts';

const LAST_YEAR = new Date('2025-01-01T00:00:00Z');

const isInstalled = spawnSync('aws', ['--version']).status === 0;
if (!isInstalled)
  console.warn('Skipped: the tests with a real aws-cli, because no `aws` is installed.');

async function startCli() {
  const fixture = await startFixture();
  const folder = temporaryFolder();
  const env = {
    PATH: process.env['PATH'],
    HOME: folder,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local-secret',
    AWS_DEFAULT_REGION: 'us-east-1',
  };
  const aws = async (...args: string[]) => {
    const all = [...args, '--endpoint-url', fixture.s3.endpoint];
    return (await promisify(execFile)('aws', all, { env })).stdout;
  };
  return { ...fixture, folder, aws };
}

describe.runIf(isInstalled)('a real aws-cli', { timeout: 120_000 }, () => {
  test('copies 20 MB in parts there, between keys, and back', async () => {
    const { folder, aws } = await startCli();
    const [from, to] = [join(folder, 'from'), join(folder, 'to')];
    const bytes = patternBytes(20 * 1024 * 1024);
    writeFileSync(from, bytes);
    await aws('s3', 'cp', from, `s3://${BUCKET}/big ü`);
    await aws('s3', 'cp', `s3://${BUCKET}/big ü`, `s3://${BUCKET}/copy`);
    await aws('s3', 'cp', `s3://${BUCKET}/copy`, to);
    expect(readFileSync(to).equals(bytes)).toBe(true);
  });

  test('syncs a folder once, lists and removes it', async () => {
    const { folder, aws } = await startCli();
    const tree = join(folder, 'tree');
    mkdirSync(join(tree, 'sub'), { recursive: true });
    for (const name of ['a.txt', 'sub/b ü+.txt']) {
      writeFileSync(join(tree, name), name);
      // S3 returns whole seconds, so a file of the same second would seem newer than its object.
      utimesSync(join(tree, name), LAST_YEAR, LAST_YEAR);
    }
    const upload = () => aws('s3', 'sync', tree, `s3://${BUCKET}/tree`);
    expect(await upload()).toContain('upload:');
    expect(await upload()).toBe('');
    await aws('s3', 'sync', `s3://${BUCKET}/tree`, join(folder, 'back'));
    expect(readFileSync(join(folder, 'back/sub/b ü+.txt'), 'utf8')).toBe('sub/b ü+.txt');
    expect(await aws('s3', 'ls', `s3://${BUCKET}/tree/`)).toContain('PRE sub/');
    await aws('s3', 'rm', `s3://${BUCKET}`, '--recursive');
    await aws('s3', 'rb', `s3://${BUCKET}`);
    expect(await aws('s3', 'ls')).toBe('');
  });

  test('presigns an address that works', async () => {
    const { put, aws } = await startCli();
    await put('a b.txt', 'hello');
    const url = (await aws('s3', 'presign', `s3://${BUCKET}/a b.txt`)).trim();
    expect(await (await fetch(url)).text()).toBe('hello');
    expect((await fetch(url.replace('/a', '/b'))).status).toBe(403);
  });
});
