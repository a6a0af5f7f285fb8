import { UnreachableError } from '@miniatura/api-client';
import type { UploadRequest } from '@miniatura/api-contract';
import { describe, expect, test } from 'vitest';
import { createUploadForms, type FileToUpload } from '../src/uploads/upload-forms.ts';

const files: readonly FileToUpload[] = ['a', 'b', 'c'].map((id) => ({
  id,
  name: `${id}.jpg`,
  mediaType: 'image/jpeg',
  byteCount: 10,
}));
const [first, second] = files as [FileToUpload, FileToUpload];

/** Forms of an API that signs for a minute and a half, and rejects each request with this name in it. */
function formsOf({ rejectedName = '', startMs = 0 } = {}) {
  const requests: string[][] = [];
  let nowMs = startMs;
  const forms = createUploadForms({
    maxFilesPerRequest: 2,
    now: () => nowMs,
    api: {
      requestUploads: async ({ files: asked }: UploadRequest) => {
        requests.push(asked.map(({ name }) => name));
        if (asked.some(({ name }) => name === rejectedName)) throw new UnreachableError('no');
        const expiresAt = new Date(nowMs + 90_000).toISOString();
        const uploads = asked.map(({ name }) => ({
          name,
          imageId: name,
          key: name,
          url: 'https://bucket.example',
          fields: {},
          expiresAt,
        }));
        return { uploads };
      },
    },
  });
  return { forms, requests, pass: (durationMs: number) => (nowMs += durationMs) };
}

describe('upload forms', () => {
  test('are asked for in as few requests as the API allows', async () => {
    const { forms, requests } = formsOf();
    await forms.reserve(files);
    for (const file of files) expect((await forms.take(file)).key).toBe(file.name);
    expect(requests).toEqual([['a.jpg', 'b.jpg'], ['c.jpg']]);
  });

  test('are requested again when they are about to expire', async () => {
    const { forms, requests, pass } = formsOf();
    await forms.reserve([first]);
    pass(40_000);
    await forms.take(first);
    expect(requests).toEqual([['a.jpg'], ['a.jpg']]);
  });

  test('of a rejected request are asked for one by one, so that one file fails alone', async () => {
    const { forms } = formsOf({ rejectedName: 'b.jpg' });
    await forms.reserve(files);
    expect((await forms.take(first)).key).toBe('a.jpg');
    await expect(forms.take(second)).rejects.toThrow(UnreachableError);
  });
});
