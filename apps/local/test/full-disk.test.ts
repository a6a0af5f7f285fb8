import { execFileSync } from 'node:child_process';
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { isDiskFull } from '../src/stack/disk-watch.ts';
import { healthLog } from '../src/stack/health-log.ts';
import { drawImage } from './draw-images.ts';
import {
  endProcess,
  type RunningStack,
  spawnCommand,
  startStackProcess,
  temporaryFolder,
} from './run-command.ts';

describe('A log, while the disk is full,', () => {
  test('omits errors, which the full disk causes', () => {
    const lines: string[] = [];
    let isFull = false;
    const log = healthLog(
      { info: (message) => lines.push(message), error: (message) => lines.push(message) },
      {
        note: (error) => void (isFull ||= isDiskFull(error)),
        problem: () => (isFull ? 'full' : undefined),
      },
    );
    log.error('first', { error: new Error('something else') });
    const cause = Object.assign(new Error('database or disk is full'), { errcode: 13 });
    log.error('second', { error: new Error('Recording failed', { cause }) });
    log.error('third', { error: new Error('something else') });
    log.info('fourth', {});
    expect(lines).toEqual(['first', 'fourth']);
  });
});

const TIMEOUT_MS = 120_000;
let disk: string;
let mountFailure: string | undefined;
let stack: RunningStack | undefined;

beforeAll(async () => {
  disk = await temporaryFolder();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=160m', 'tmpfs', disk], { stdio: 'pipe' });
  } catch (error) {
    mountFailure = String((error as { stderr?: Buffer }).stderr ?? error).trim();
  }
});

afterAll(async () => {
  if (stack !== undefined) await endProcess(stack.process, 'SIGKILL');
  if (mountFailure === undefined) execFileSync('umount', ['-l', disk]);
  await rm(disk, { recursive: true });
});

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  await vi.waitUntil(isSo, { timeout: TIMEOUT_MS, interval: 100 });
}

/** Fills the disk with a file. The stack may take some of the space meanwhile. */
async function fill(path: string): Promise<void> {
  const { bavail, bsize } = await statfs(disk);
  await writeFile(path, Buffer.alloc(bavail * bsize)).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOSPC') throw error;
  });
}

test(
  'A full disk is reported in one sentence, and work continues when there is space',
  async (context) => {
    if (mountFailure !== undefined) {
      console.warn(`Skipped: no small disk can be mounted: ${mountFailure}`);
      return context.skip();
    }
    const images = join(disk, 'images');
    await mkdir(images);
    for (const number of [1, 2, 3]) {
      await writeFile(join(images, `${number}.jpg`), await drawImage(number));
    }
    const data = join(disk, 'data');
    stack = await startStackProcess(data, 0);
    const { output, endpoints } = stack;
    const health = () => fetch(`${endpoints.api}/health`);
    const isWell = async () => {
      const { status } = (await (await health()).json()) as { readonly status: string };
      return status === 'ok';
    };
    await until(isWell);
    await fill(join(disk, 'filler'));
    const child = spawnCommand('import', [images, '--data', data]);
    const said = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk) => (said.stdout += chunk));
    child.stderr.on('data', (chunk) => (said.stderr += chunk));
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    const sentence = `The disk that holds ${data} is full.`;
    await until(() => said.stderr.includes(sentence));
    const answer = await health();
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({
      status: 'unhealthy',
      components: expect.arrayContaining([
        { component: 'disk', status: 'unhealthy', message: expect.stringContaining(sentence) },
        { component: 'database', status: 'ok' },
      ]),
    });
    await rm(join(disk, 'filler'));
    expect(await ended).toBe(0);
    expect(said.stdout).toMatch(/processed +│ +3/);
    expect(said.stderr.split(sentence)).toHaveLength(2);
    expect(output().split(sentence)).toHaveLength(2);
    await until(isWell);
  },
  TIMEOUT_MS,
);
