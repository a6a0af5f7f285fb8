import { zstdDecompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { StagedFiles } from '../src/staged-files.ts';

const MEGABYTE = 1024 * 1024;

/** Keeps what is staged in memory. */
function memoryStaging() {
  const objects = new Map<string, Uint8Array>();
  const put = async (key: string, bytes: Uint8Array) => void objects.set(key, bytes);
  const uriOf = (key: string) => `s3://bucket/${key}`;
  const staging = { uriOf, put, deleteAll: async () => undefined };
  const textOf = (key: string) =>
    zstdDecompressSync(objects.get(key) ?? new Uint8Array()).toString();
  return { objects, staging, textOf };
}

test('Files have 8 MB of text and less than one page more, however many bytes a character takes', async () => {
  const { objects, staging, textOf } = memoryStaging();
  const files = new StagedFiles(staging, 'batch/images');
  const page = Array.from({ length: 100 }, (_, number) => ({ number, text: '画'.repeat(3_400) }));
  for (let count = 0; count < 20; count += 1) await files.add(page);
  await files.finish();
  const names = [1, 2, 3].map((number) => `batch/images-0000${number}.json.zst`);
  expect([...objects.keys()]).toEqual([...names, 'batch/images.manifest']);
  const texts = names.map(textOf);
  for (const text of texts) expect(Buffer.byteLength(text)).toBeLessThan(9 * MEGABYTE);
  const rows = texts.flatMap((text) =>
    text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  );
  expect(rows).toEqual(Array.from({ length: 20 }, () => page).flat());
  expect(files.rowCount).toBe(2_000);
});

test('Kinds without rows have neither files nor a manifest', async () => {
  const { objects, staging } = memoryStaging();
  const files = new StagedFiles(staging, 'batch/calls');
  await files.add([]);
  await files.finish();
  expect([...objects.keys()]).toEqual([]);
});
