import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { excludedPaths } from '../src/import/excluded-paths.ts';
import { findFiles, findRoots, type FoundPath } from '../src/import/find-files.ts';
import { importKey } from '../src/import/import-key.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'miniatura-find-'));
});

afterEach(() => rm(folder, { recursive: true }));

async function find(paths: readonly string[], ...globs: readonly string[]): Promise<FoundPath[]> {
  return Array.fromAsync(findFiles(await findRoots(paths), excludedPaths(globs)));
}
const filesOf = (found: readonly FoundPath[]) => found.filter((each) => each.kind === 'file');
function reasonsOf(found: readonly FoundPath[]) {
  return Object.fromEntries(
    found.flatMap((each) => (each.kind === 'ignored' ? [[basename(each.text), each.reason]] : [])),
  );
}
function draw(...names: readonly string[]) {
  return Promise.all(
    names.map(async (name) => {
      await mkdir(join(folder, name, '..'), { recursive: true });
      await writeFile(join(folder, name), 'bytes');
    }),
  );
}

test('An empty path, such as of an unset variable, is not the current folder', async () => {
  await expect(findRoots([folder, ''])).rejects.toThrow(
    'Expected a file or a folder at an argument but received an empty one',
  );
});

test('Files that other programs store beside images are skipped with the reason', async () => {
  await draw('cat.jpg', '@eaDir/cat.jpg', '._cat.jpg', 'cat.jpg_original', '.cache/cat.jpg');
  const found = await find([folder]);
  expect(filesOf(found).map(({ name }) => name)).toEqual(['cat.jpg']);
  expect(reasonsOf(found)).toEqual({
    '@eaDir': 'synology-folder',
    '._cat.jpg': 'apple-double',
    'cat.jpg_original': 'exiftool-original',
    '.cache': 'hidden',
  });
});

test('Cyclic links, broken links and links to folders do not stop the search', async () => {
  await draw('a/cat.jpg');
  await symlink('..', join(folder, 'a/up'));
  await symlink('self', join(folder, 'self'));
  await symlink('nowhere', join(folder, 'lost.jpg'));
  await symlink('a/cat.jpg', join(folder, 'linked.jpg'));
  const found = await find([folder]);
  expect(
    filesOf(found)
      .map(({ name }) => name)
      .toSorted(),
  ).toEqual(['cat.jpg', 'linked.jpg']);
  expect(reasonsOf(found)).toEqual({
    up: 'folder-link',
    self: 'broken-link',
    'lost.jpg': 'broken-link',
  });
});

test('A file that is given together with its folder is found once', async () => {
  await draw('cat.jpg', 'dog.jpg');
  const found = await find([folder, join(folder, 'cat.jpg'), folder]);
  expect(
    filesOf(found)
      .map(({ name }) => name)
      .toSorted(),
  ).toEqual(['cat.jpg', 'dog.jpg']);
});

test.each([
  ['*.tif', ['cat.jpg', 'raw/dog.jpg']],
  ['raw', ['a.tif', 'cat.jpg']],
  ['raw/', ['a.tif', 'cat.jpg']],
  ['raw/*.tif', ['a.tif', 'cat.jpg', 'raw/dog.jpg']],
  ['**/*.jpg', ['a.tif', 'raw/b.tif']],
])('--exclude %s', async (glob, expected) => {
  await draw('cat.jpg', 'a.tif', 'raw/dog.jpg', 'raw/b.tif');
  const found = filesOf(await find([folder], glob));
  expect(found.map(({ text }) => text.slice(folder.length + 1)).toSorted()).toEqual(expected);
});

test.skipIf(process.platform !== 'linux')(
  'Names that are not UTF-8, or 255 bytes long, get unique keys',
  async () => {
    const latin1 = Buffer.from([0x63, 0x61, 0x66, 0xe9, 0x2e, 0x6a, 0x70, 0x67]);
    const names = [
      latin1,
      Buffer.from('caf%E9.jpg'),
      Buffer.from(`${'ü'.repeat(125)}a.jpg`),
      Buffer.from('line\nbreak\x1b[2J.jpg'),
    ];
    for (const name of names) {
      await writeFile(Buffer.concat([Buffer.from(`${folder}/`), name]), 'bytes');
    }
    const files = filesOf(await find([folder]));
    expect(new Set(files.map(({ key }) => key)).size).toBe(names.length);
    const ofLatin1 = files.find(({ path }) => path.includes(latin1));
    expect(ofLatin1).toMatchObject({
      name: 'caf\\xE9.jpg',
      key: expect.stringMatching(/caf%E9-[0-9a-f]{8}\.jpg$/),
    });
    for (const { key } of files) expect(key).not.toMatch(/\p{Cc}/u);
  },
);

test('A key never exceeds 1,024 bytes, and differs for files that differ', () => {
  const keyOf = (path: string) => importKey(Buffer.from('/p'), Buffer.from(`/p/${path}`));
  const deep = 'd'.repeat(200).concat('/').repeat(6);
  const keys = [keyOf(`${deep}a/x.jpg`), keyOf(`${deep}b/x.jpg`), keyOf(`${deep}b/y.jpg`)];
  expect(new Set(keys).size).toBe(3);
  for (const key of keys) expect(Buffer.byteLength(key)).toBeLessThanOrEqual(1024);
  expect(keys[0]).toMatch(/\/x\.jpg$/);
  expect(keyOf('a/cat.jpg')).toMatch(/^import\/p-[0-9a-f]{8}\/a\/cat\.jpg$/);
});
