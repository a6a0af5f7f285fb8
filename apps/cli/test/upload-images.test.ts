import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { drawImage } from '@miniatura/local/test-support/draw-images';
import { expect, test } from 'vitest';
import { uploadImages } from '../src/commands/upload-images.ts';
import { startApi } from './start-api.ts';

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
