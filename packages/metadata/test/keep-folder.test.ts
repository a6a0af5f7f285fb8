import { mkdtemp, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keepFolder } from '../test-support/keep-folder.ts';

let place: string;
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'kept-'));
});
afterAll(() => rm(place, { recursive: true }));

let fillCount = 0;
function keep(name: string, text: string): Promise<string> {
  return keepFolder({
    name,
    inputs: [text],
    place,
    async fill(folder) {
      fillCount += 1;
      await writeFile(join(folder, 'text'), text);
    },
  });
}

test('A folder is filled once for the same inputs, and again for others', async () => {
  const first = await keep('texts', 'one');
  expect(await keep('texts', 'one')).toBe(first);
  expect(fillCount).toBe(1);
  const other = await keep('texts', 'two');
  expect(await readFile(join(first, 'text'), 'utf8')).toBe('one');
  expect(await readFile(join(other, 'text'), 'utf8')).toBe('two');
  expect(fillCount).toBe(2);
});

test('Of a folder that could not be filled nothing is kept', async () => {
  const fill = async (folder: string) => {
    await writeFile(join(folder, 'part'), 'half');
    throw new Error('no space');
  };
  const failed = keepFolder({ name: 'broken', inputs: [], place, fill });
  await expect(failed).rejects.toThrow('no space');
  expect((await readdir(place)).filter((name) => name.startsWith('broken'))).toEqual([]);
});

test('A folder of earlier inputs is removed an hour after it was last asked for', async () => {
  const old = await keep('aged', 'old');
  const used = await keep('aged', 'used');
  const young = await keep('aged', 'young');
  const twoHoursAgo = new Date(Date.now() - 2 * 60 * 60 * 1000);
  for (const folder of [old, used]) await utimes(folder, twoHoursAgo, twoHoursAgo);
  expect(await keep('aged', 'used')).toBe(used);
  const newest = await keep('aged', 'newest');
  const kept = (await readdir(place)).filter((name) => name.startsWith('aged'));
  expect(kept.map((name) => join(place, name)).toSorted()).toEqual(
    [used, young, newest].toSorted(),
  );
});

test('A folder that another run renames or removes meanwhile is no fault', async () => {
  // It is listed, and then it is not there.
  await symlink('nowhere', join(place, 'raced-gone'));
  const folder = await keep('raced', 'one');
  expect(await readFile(join(folder, 'text'), 'utf8')).toBe('one');
});
