import { expect, onTestFinished, test, vi } from 'vitest';
import { changeImages } from '../src/commands/change-images.ts';
import { listImages } from '../src/commands/list-images.ts';
import { showImage } from '../src/commands/show-image.ts';
import { uploadImages } from '../src/commands/upload-images.ts';
import { startApi } from './start-api.ts';

const ID = '0a'.repeat(16);
type Client = Awaited<ReturnType<typeof startApi>>['client'];

test.each<[string, (client: Client) => Promise<unknown>]>([
  ['/images', (client) => listImages(client, { limit: 1 })],
  [`/images/${ID}`, (client) => showImage(client, ID, {})],
  ['/images/trash', (client) => changeImages(client, [ID], { change: 'trash' })],
  ['/images/restore', (client) => changeImages(client, [ID], { change: 'restore' })],
  ['/me', (client) => uploadImages(client, [], { wait: false, timeout: 1 })],
])('A request for %s is repeated when the user has sent too many', async (path, run) => {
  const requests: string[] = [];
  const api = await startApi(({ url = '' }, response) => {
    const isFirst = requests.push(url.split('?')[0] ?? '') === 1;
    response.writeHead(isFirst ? 429 : 404, { 'retry-after': '0' });
    const code = isFirst ? 'too-many-requests' : 'not-found';
    return { code, status: response.statusCode, detail: 'the answer' };
  });
  const note = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  onTestFinished(() => note.mockRestore());
  await expect(run(api.client)).rejects.toMatchObject({ code: 'not-found' });
  expect(requests).toEqual([path, path]);
  expect(note.mock.calls).toEqual([['the answer. Waiting for 1 s.\n']]);
});

test.each(['301', '9'.repeat(20), 'Fri, 31 Dec 9999 23:59:59 GMT'])(
  'A pause that is too long is reported immediately: %s',
  async (retryAfter) => {
    let count = 0;
    const api = await startApi((_, response) => {
      count++;
      response.writeHead(429, { 'retry-after': retryAfter });
      return { code: 'too-many-requests', status: 429, detail: 'Expected fewer requests' };
    });
    await expect(showImage(api.client, ID, {})).rejects.toMatchObject({
      code: 'failed',
      message: expect.stringMatching(
        /^Expected fewer requests\nThe API asks for a pause of \d+ (h|min) .* at most 5 min 0 s\. Run it again later\.$/,
      ) as string,
    });
    expect(count).toBe(1);
  },
);
