import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { preparedDirectory, removeDirectory, startRedshift } from './running-redshift.ts';

/** A small disk in memory, or why there is none. */
function mountSmallDisk(): string | undefined {
  const disk = mkdtempSync(join(tmpdir(), 'local-redshift-data-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=160m', 'tmpfs', disk], { stdio: 'ignore' });
    return disk;
  } catch {
    rmSync(disk, { recursive: true });
    return undefined;
  }
}

const smallDisk = mountSmallDisk();
if (smallDisk === undefined) console.log('skipped: a small disk can be mounted by root only');

/** 1.2 MB that no compression makes smaller. */
function moreRows(): string[] {
  return Array.from(
    { length: 20 },
    () => `INSERT INTO kept VALUES (2, '${randomBytes(30_000).toString('hex')}')`,
  );
}

test.runIf(smallDisk !== undefined)(
  'on a full disk a statement says so, and what was committed is there when there is space',
  { timeout: 120_000 },
  async () => {
    const disk = smallDisk as string;
    const directory = join(disk, 'redshift');
    const prepared = preparedDirectory();
    cpSync(prepared, directory, { recursive: true });
    removeDirectory(prepared);
    onTestFinished(() => {
      execFileSync('umount', ['-l', disk]);
      rmSync(disk, { recursive: true });
    });
    const { redshift, client } = await startRedshift({ directory });
    onTestFinished(() => redshift.close());
    await client.query('CREATE TABLE kept (n INT, text VARCHAR(60000))');
    await client.query("INSERT INTO kept VALUES (1, 'a'), (1, 'b')");
    const { bavail, bsize } = statfsSync(disk);
    writeFileSync(join(disk, 'filler'), Buffer.alloc(bavail * bsize - 12 * 1024 * 1024));
    const failure = await fillUp(client);
    expect(failure).toContain(`No space left on the disk of ${directory}`);
    rmSync(join(disk, 'filler'));
    await expect
      .poll(() => client.query('SELECT COUNT(*) FROM kept WHERE n = 1').catch(String), {
        timeout: 60_000,
        interval: 500,
      })
      .toEqual([[2]]);
    await client.query("INSERT INTO kept VALUES (0, 'there is space')");
  },
);

/** Writes until it fails, and gives the failure: that of the statement, or of its submission. */
async function fillUp(client: {
  runBatch(sqls: string[]): Promise<{ Status?: string | undefined; Error?: string | undefined }>;
}): Promise<string> {
  for (;;) {
    try {
      const { Status, Error: error = '' } = await client.runBatch(moreRows());
      if (Status !== 'FINISHED') return error;
    } catch (error) {
      return (error as Error).message;
    }
  }
}
