import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { drawImage } from '@miniatura/local/test-support/draw-images';
import { expect, onTestFinished, test } from 'vitest';
import { uploadImages } from '../src/commands/upload-images.ts';
import { startApi } from './start-api.ts';

const BIN = fileURLToPath(new URL('../src/bin/miniatura.ts', import.meta.url));

/** As many as are uploaded at once. */
const AT_ONCE = 6;
/** One more, so that the last one is sent when the first one is stored. */
const NAMES = ['1', '2', '3', '4', '5', '6', '7'];

/**
 * Uploads NAMES and `others` to a stand-in for S3 that answers only the uploads of `stored`, and ends
 * the command by Ctrl-C when it waits for the rest.
 */
async function interruptUpload(stored: readonly string[], others: readonly string[] = []) {
  const sent: string[] = [];
  const lastSent = Promise.withResolvers<void>();
  const { apiUrl, folder } = await startApi(({ url = '', headers }) => {
    if (url === '/me') {
      return { subject: 'ann', limits: { maxFilesPerRequest: 100, maxByteCount: 1e6 } };
    }
    const formOf = (imageId: string) => ({
      imageId,
      url: `http://${headers.host}/${imageId}`,
      fields: {},
    });
    if (url === '/uploads') return { uploads: NAMES.map(formOf) };
    if (sent.push(url) === AT_ONCE + stored.length) lastSent.resolve();
    return stored.includes(url.slice(1)) ? '' : undefined;
  });
  const image = await drawImage(1);
  for (const name of NAMES) await writeFile(join(folder, `${name}.jpg`), image);
  await writeFile(join(folder, 'large.jpg'), Buffer.concat([image, Buffer.alloc(1e6)]));
  const paths = [...NAMES, ...others].map((name) => join(folder, `${name}.jpg`));
  const args = [BIN, 'upload', ...paths, '--api', apiUrl, '--token', 'x'];
  const uploading = spawn(process.execPath, args);
  onTestFinished(() => void uploading.kill('SIGKILL'));
  const output = Promise.all([text(uploading.stdout), text(uploading.stderr)]);
  await lastSent.promise;
  uploading.kill('SIGINT');
  expect(await once(uploading, 'exit')).toEqual([130, null]);
  const [lines, notes] = await output;
  return { lines, notes };
}

const ENDED =
  'Ended by Ctrl-C. Files that are printed with an image id are stored, and their processing ' +
  'continues. Other files are not uploaded, or their upload was not confirmed.\n';

test('Ctrl-C prints which files are stored, of a batch that is not finished', async () => {
  const { lines, notes } = await interruptUpload(['1'], ['large']);
  expect(lines).toMatch(
    /^\S+large\.jpg  failed: too-large .*\n\S+1\.jpg  uploaded  1\n1 failed, 1 uploaded\.\n$/,
  );
  expect(notes).toContain(ENDED);
});

test('Ctrl-C before the first file is stored prints no counts', async () => {
  const { lines, notes } = await interruptUpload([]);
  expect(lines).toBe('');
  expect(notes).toContain(ENDED);
});

test('an error while images are processed does not hide which were uploaded', async () => {
  const { client, folder, log } = await startApi(({ url, headers }, response) => {
    if (url === '/me') {
      return { subject: 'ann', limits: { maxFilesPerRequest: 100, maxByteCount: 1e6 } };
    }
    const form = { imageId: 'a', url: `http://${headers.host}/bucket`, fields: {} };
    if (url === '/uploads') return { uploads: [form] };
    if (url === '/bucket') return '';
    response.writeHead(401);
    return { code: 'unauthorized', status: 401, detail: 'The token has expired' };
  });
  const file = join(folder, 'cat.jpg');
  await writeFile(file, await drawImage(1));
  const options = { wait: true, timeout: 10, json: true } as const;
  await expect(uploadImages(client, [file], options)).rejects.toMatchObject({ status: 401 });
  expect(log.mock.calls.map(([line]) => JSON.parse(String(line)) as unknown)).toEqual([
    { file, imageId: 'a', status: 'uploaded', code: null, message: null },
  ]);
});
