import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { expect, onTestFinished, test, vi } from 'vitest';
import { DiskState } from '../src/disk-state.ts';
import { eventually, failureOf, listFiles, patternBytes, startFixture } from './s3-fixture.ts';

const MIB = 1024 * 1024;

/** A file system of 16 MiB; undefined where this user may mount none. */
function mountSmallDisk(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'local-s3-disk-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', folder], { stdio: 'pipe' });
  } catch (error) {
    console.log(`Skipped: mounting a small disk needs root on Linux (${String(error)})`);
    return undefined;
  }
  onTestFinished(() => void execFileSync('umount', ['-l', folder]));
  return folder;
}

function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

test('a full disk is reported once, loses nothing, and work continues when there is space', async ({
  skip,
}) => {
  const disk = mountSmallDisk();
  if (disk === undefined) return skip();
  const log = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  onTestFinished(() => log.mockRestore());
  const { client, directory, put, read, events, notify } = await startFixture({ directory: disk });
  await notify(['s3:ObjectCreated:*']);
  await put('kept', patternBytes(2 * MIB));
  const filler = join(disk, 'filler');
  writeFileSync(filler, Buffer.alloc(freeBytes(disk) - 3 * MIB));
  for (const byteCount of [4 * MIB, 3 * MIB + 100_000, 5 * MIB]) {
    expect(await failureOf(put('big', patternBytes(byteCount)))).toMatchObject({
      name: 'SlowDown',
      status: 503,
    });
  }
  // The index fills up, too.
  writeFileSync(join(disk, 'filler2'), Buffer.alloc(Math.max(0, freeBytes(disk) - 8192)));
  const writes = Array.from({ length: 60 }, (_, i) =>
    client.send(new CreateBucketCommand({ Bucket: `bucket-${i}` })).then(
      () => `bucket-${i}`,
      (error: Error) => error.name,
    ),
  );
  expect(await Promise.all(writes)).toContain('SlowDown');
  expect((await listFiles(directory)).filter((file) => file.startsWith('tmp/'))).toEqual([]);
  expect(log.mock.calls).toEqual([[expect.stringContaining('the disk is full')]]);
  expect(await read('kept')).toEqual(patternBytes(2 * MIB));
  rmSync(filler);
  rmSync(join(disk, 'filler2'));
  await put('big', patternBytes(4 * MIB));
  expect(await read('big')).toEqual(patternBytes(4 * MIB));
  await eventually(() => log.mock.calls.length === 2);
  expect(log.mock.calls[1]).toEqual([expect.stringContaining('space on the disk again')]);
  await eventually(() => events.length === 2);
  for (const result of await Promise.all(writes)) {
    if (!result.startsWith('bucket-')) continue;
    await client.send(new PutObjectCommand({ Bucket: result, Key: 'k', Body: 'x' }));
  }
});

test('a disk that cannot be asked, because its folder was removed, is full', () => {
  const log = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  onTestFinished(() => log.mockRestore());
  const disk = new DiskState(join(tmpdir(), 'removed'));
  onTestFinished(() => disk.close());
  expect(disk.reject()).toMatchObject({ code: 'SlowDown' });
});
