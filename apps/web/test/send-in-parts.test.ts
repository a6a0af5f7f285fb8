import { ApiError, UnreachableError } from '@miniatura/api-client';
import { PROBLEMS } from '@miniatura/api-contract';
import { describe, expect, test } from 'vitest';
import { type PartsApi, sendInParts } from '../src/uploads/send-in-parts.ts';
import { createUnfinishedUploads } from '../src/uploads/unfinished-uploads.ts';

const PART_BYTE_COUNT = 4;
const FILE = new File(['aaaabbbbcc'], 'large.tif', { lastModified: 1000 });

function memoryStorage() {
  const texts = new Map<string, string>();
  return {
    getItem: (key: string) => texts.get(key) ?? null,
    setItem: (key: string, text: string) => void texts.set(key, text),
  };
}

/** An API whose parts have four bytes, and S3 behind it. */
function fakeApi() {
  const uploads = new Map<string, Map<number, string>>();
  const completed: string[] = [];
  const partsOf = (uploadId: string) => {
    const parts = uploads.get(uploadId);
    if (parts !== undefined) return parts;
    const problem = { ...PROBLEMS['not-found'], code: 'not-found' as const };
    throw new ApiError({ ...problem, type: '', detail: '', requestId: '' });
  };
  const api: { -readonly [Name in keyof PartsApi]: PartsApi[Name] } = {
    createMultipartUpload: async ({ byteCount }) => {
      const uploadId = `upload-${uploads.size}`;
      uploads.set(uploadId, new Map());
      return {
        ...{ uploadId, imageId: `image of ${uploadId}`, key: 'key' },
        ...{ partByteCount: PART_BYTE_COUNT, partCount: Math.ceil(byteCount / PART_BYTE_COUNT) },
        expiresAt: '2999-01-01T00:00:00.000Z',
      };
    },
    signPart: async (uploadId, partNumber) => {
      partsOf(uploadId);
      return { partNumber, byteCount: 0, url: `${uploadId} ${partNumber}` };
    },
    listParts: async (uploadId) => ({
      parts: [...partsOf(uploadId)].map(([partNumber, text]) => ({
        ...{ partNumber, byteCount: text.length, etag: '' },
      })),
    }),
    completeMultipartUpload: async (uploadId) => void completed.push(uploadId),
  };
  return { api, uploads, completed };
}

function visitOf(fake: ReturnType<typeof fakeApi>, storage = memoryStorage()) {
  const unfinished = createUnfinishedUploads({ subject: 'ann', storage });
  const sent: string[] = [];
  const progress: number[] = [];
  /** Sends the file, and pauses it before the part of this number. */
  const run = (pauseBefore = Infinity) => {
    const pausing = new AbortController();
    const sending = {
      signal: pausing.signal,
      onProgress: (byteCount: number) => void progress.push(byteCount),
    };
    return sendInParts(FILE, 'image/tiff', sending, {
      ...{ api: fake.api, unfinished },
      send: async ({ url, body, onProgress }) => {
        const [uploadId = '', partNumber = ''] = url.split(' ');
        const text = await (body as Blob).text();
        fake.uploads.get(uploadId)?.set(Number(partNumber), text);
        sent.push(text);
        onProgress(text.length);
        if (Number(partNumber) + 1 === pauseBefore) pausing.abort();
      },
    });
  };
  return { unfinished, run, sent, progress };
}

describe('a file in parts', () => {
  test('is sent completely, with its progress, and then forgotten', async () => {
    const fake = fakeApi();
    const { run, sent, progress, unfinished } = visitOf(fake);
    expect(await run()).toBe('image of upload-0');
    expect(sent).toEqual(['aaaa', 'bbbb', 'cc']);
    expect(progress).toEqual([0, 4, 8, 10]);
    expect(fake.completed).toEqual(['upload-0']);
    expect(unfinished.list()).toEqual([]);
  });

  test('is continued after a pause and in the next visit, with the missing parts only', async () => {
    const fake = fakeApi();
    const storage = memoryStorage();
    await expect(visitOf(fake, storage).run(2)).rejects.toThrow('aborted');
    const next = visitOf(fake, storage);
    expect(next.unfinished.list()).toMatchObject([{ name: 'large.tif', storedByteCount: 4 }]);
    await expect(next.run(3)).rejects.toThrow('aborted');
    await next.run();
    expect(next.sent).toEqual(['bbbb', 'cc']);
    expect(next.progress).toEqual([4, 8, 8, 10]);
  });

  test('whose parts are not complete, or whose upload is gone, loses nothing', async () => {
    const fake = fakeApi();
    const visit = visitOf(fake);
    await expect(visit.run(3)).rejects.toThrow('aborted');
    fake.uploads.get('upload-0')?.set(2, 'b');
    await expect(visit.run(3)).rejects.toThrow('aborted');
    expect(visit.sent).toEqual(['aaaa', 'bbbb', 'bbbb']);
    fake.uploads.delete('upload-0');
    fake.uploads.set('another', new Map());
    expect(await visit.run()).toBe('image of upload-1');
    expect(visit.sent.slice(3)).toEqual(['aaaa', 'bbbb', 'cc']);
  });

  test('is not sent again if only the answer to its completion was lost', async () => {
    const fake = fakeApi();
    const visit = visitOf(fake);
    const { completeMultipartUpload } = fake.api;
    fake.api.completeMultipartUpload = async (uploadId) => {
      fake.uploads.delete(uploadId);
      await completeMultipartUpload(uploadId);
      if (fake.completed.length === 1) throw new UnreachableError('The connection was closed');
    };
    await expect(visit.run()).rejects.toThrow('The connection was closed');
    expect(await visit.run()).toBe('image of upload-0');
    expect(visit.sent).toEqual(['aaaa', 'bbbb', 'cc']);
    expect(visit.unfinished.list()).toEqual([]);
  });
});

describe('unfinished uploads', () => {
  const upload = {
    ...{ uploadId: 'u', imageId: 'i', key: 'k', partByteCount: 4, partCount: 3 },
    expiresAt: '2026-01-02T00:00:00.000Z',
  };
  const open = (storage = memoryStorage(), subject = 'ann', now = '2026-01-01T00:00:00Z') =>
    createUnfinishedUploads({ subject, storage, now: () => Date.parse(now) });

  test('are those of one user and one file, until they expire', () => {
    const storage = memoryStorage();
    open(storage).keep(FILE, upload, 4);
    expect(open(storage).find(FILE)).toMatchObject(upload);
    expect(open(storage).find(new File(['aaaabbbbcc'], 'large.tif'))).toBeUndefined();
    expect(open(storage, 'ben').list()).toEqual([]);
    expect(open(storage, 'ann', '2026-01-02T00:00:00Z').list()).toEqual([]);
  });

  test('are shared by the tabs of a user', () => {
    const storage = memoryStorage();
    const [one, two] = [open(storage), open(storage)];
    const other = new File(['b'], 'other.tif', { lastModified: 2000 });
    one.keep(FILE, upload, 4);
    two.keep(other, { ...upload, uploadId: 'v' }, 0);
    expect(one.list().map(({ uploadId }) => uploadId)).toEqual(['u', 'v']);
    two.forget('u');
    expect(one.find(FILE)).toBeUndefined();
    expect(open(storage).find(other)).toMatchObject({ uploadId: 'v' });
  });

  test.each(['{', 'null', '[null, {}]', '[{"uploadId": "u"}]'])('ignore the text %j', (text) => {
    const storage = memoryStorage();
    storage.setItem('unfinished-uploads ann', text);
    expect(open(storage).list()).toEqual([]);
  });

  test('are kept in memory if the storage is full', () => {
    const full = {
      getItem: () => null,
      setItem: () => {
        throw new DOMException('full', 'QuotaExceededError');
      },
    };
    const unfinished = open(full);
    unfinished.keep(FILE, upload, 4);
    expect(unfinished.find(FILE)).toMatchObject(upload);
  });
});
