import { chmodSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { patternBytes, startFixture, temporaryFolder } from './s3-fixture.ts';

/** What below the folder is open to others than its owner. */
function openToOthers(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => (statSync(path).mode & 0o077) !== 0);
}

test.skipIf(process.platform === 'win32')('only the owner can read written files', async () => {
  const umask = process.umask(0);
  try {
    const directory = join(temporaryFolder(), 'made/data');
    const { put } = await startFixture({ directory });
    await put('a/b/small', 'x');
    await put('a/large', patternBytes(2_000_000));
    expect(openToOthers(join(directory, '../..'))).toEqual([]);
  } finally {
    process.umask(umask);
  }
});

test.skipIf(process.platform === 'win32')('a folder of wider rights is closed', async () => {
  const { s3, directory, put } = await startFixture();
  await put('a/k', 'x');
  await s3.close();
  for (const path of ['buckets', 'buckets/images/a', 'index.sqlite']) {
    chmodSync(join(directory, path), path.includes('.') ? 0o644 : 0o755);
  }
  const { read } = await startFixture({ directory });
  expect(openToOthers(directory)).toEqual([]);
  expect((await read('a/k')).toString()).toBe('x');
});
