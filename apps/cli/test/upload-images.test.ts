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

/** One more than are uploaded at once, so that the last one is sent when the first one is stored. */
const NAMES = ['1', '2', '3', '4', '5', '6', '7'];

test('Ctrl-C prints which files are stored, of a batch that is not finished', async () => {
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
    if (sent.push(url) === NAMES.length) lastSent.resolve();
    return url === '/1' ? '' : undefined;
  });
  for (const name of NAMES) await writeFile(join(folder, `${name}.jpg`), await drawImage(1));
  const args = [BIN, 'upload', folder, '--api', apiUrl, '--token', 'x'];
  const uploading = spawn(process.execPath, args);
  onTestFinished(() => void uploading.kill('SIGKILL'));
  const output = Promise.all([text(uploading.stdout), text(uploading.stderr)]);
  await lastSent.promise;
  uploading.kill('SIGINT');
  expect(await once(uploading, 'exit')).toEqual([130, null]);
  const [lines, notes] = await output;
  expect(lines).toMatch(/^\S+\.jpg  uploaded  1\n1 uploaded\.\n$/);
  expect(notes).toContain('Ended by Ctrl-C. Images with a line are stored');
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
