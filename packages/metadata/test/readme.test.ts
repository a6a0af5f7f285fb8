import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { imageFields } from '../src/images/image-fields.ts';
import { imageIdOf, METADATA_ERROR_CODES, openMetadata } from '../src/index.ts';
import { processedImage } from './sample-images.ts';

const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');

test('the README lists each error code, and no other', () => {
  const listed = [...readme.matchAll(/^\| `([a-z-]+)` +\|/gm)].map(([, code]) => code);
  expect(listed).toEqual([...METADATA_ERROR_CODES]);
});

test('the example of the README runs and prints the stated output', async () => {
  const [, example = ''] = /```ts\n([\s\S]*?)```/.exec(readme) ?? [];
  const body = example
    .replace(/^import .*\n/gm, '')
    .replace('sqlite:.miniatura/metadata.sqlite', 'sqlite::memory:');
  const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor;
  const run = new AsyncFunction('openMetadata', 'record', `${body}\nreturn { outcome, image };`);
  const { outcome, image } = await run(openMetadata, processedImage());
  expect(outcome.outcome).toBe('written');
  expect(image.status).toBe('processed');
});

test('the README lists each method of the metadata, and each function that returns more of them', async () => {
  const metadata = await openMetadata({ url: 'sqlite::memory:' });
  const names = [...Object.keys(metadata), 'changeFeedOf', 'failureLogOf', 'purgesOf'];
  await metadata.close();
  const unnamed = names.filter(
    (name) => !readme.includes(`\`${name}`) && !readme.includes(`.${name}`),
  );
  expect(unnamed).toEqual([]);
});

test('an image id is the first 32 hex digits of the SHA-256 of bucket and key', () => {
  const digest = createHash('sha256').update('originals/cat.jpg').digest('hex');
  expect(imageIdOf('originals', 'cat.jpg')).toBe(digest.slice(0, 32));
  expect(imageFields.imageId.parse(imageIdOf('a', 'é/😀'))).toHaveLength(32);
});
