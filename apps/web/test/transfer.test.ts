import { Uppy } from '@uppy/core';
import { TaskQueue } from '@uppy/core/utils';
import { expect, test } from 'vitest';
import type { ImageUploader, UploadBody, UploadMeta } from '../src/uploads/create-uploader.ts';
import { type SendFile, transfer } from '../src/uploads/transfer.ts';

function uploaderOf(...names: string[]): ImageUploader {
  const uppy: ImageUploader = new Uppy<UploadMeta, UploadBody>();
  uppy.setState({ capabilities: { ...uppy.getState().capabilities, resumableUploads: true } });
  for (const name of names) uppy.addFile({ name, type: 'image/jpeg', data: new Blob([name]) });
  return uppy;
}

/** Files that are sent until they are stopped or `finish` is called. */
function startSending(names: readonly string[], concurrency: number) {
  const uppy = uploaderOf(...names);
  const queue = new TaskQueue({ concurrency });
  const started: string[] = [];
  const finishers = new Map<string, () => void>();
  const send: SendFile = ({ name = '' }, { signal }) => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    started.push(name);
    finishers.set(name, resolve);
    signal.addEventListener('abort', () => reject(new Error('stopped')));
    return promise;
  };
  const ended = Promise.all(uppy.getFiles().map((file) => transfer(uppy, file, { send, queue })));
  const idOf = (name: string) => uppy.getFiles().find((file) => file.name === name)?.id ?? '';
  return { uppy, started, ended, idOf, finish: (name: string) => finishers.get(name)?.() };
}

test('A paused file leaves its place to others, and continues when a place is free', async () => {
  const { uppy, started, ended, idOf, finish } = startSending(['a.jpg', 'b.jpg'], 1);
  expect(started).toEqual(['a.jpg']);
  uppy.pauseResume(idOf('a.jpg'));
  await expect.poll(() => started).toEqual(['a.jpg', 'b.jpg']);
  uppy.pauseResume(idOf('a.jpg'));
  finish('b.jpg');
  await expect.poll(() => started).toEqual(['a.jpg', 'b.jpg', 'a.jpg']);
  finish('a.jpg');
  await ended;
});

test('A file that is paused or removed before its turn is not sent', async () => {
  const { uppy, started, ended, idOf, finish } = startSending(['a.jpg', 'b.jpg', 'c.jpg'], 1);
  uppy.pauseResume(idOf('b.jpg'));
  uppy.removeFile(idOf('c.jpg'));
  finish('a.jpg');
  uppy.pauseResume(idOf('b.jpg'));
  await expect.poll(() => started).toEqual(['a.jpg', 'b.jpg']);
  finish('b.jpg');
  await ended;
  expect(started).toEqual(['a.jpg', 'b.jpg']);
});
