import { EventManager } from '@uppy/core';
import { type TaskQueue, toError } from '@uppy/core/utils';
import type { ImageUploader, Upload, UploadBody, UploadMeta } from './create-uploader.ts';

/** What the sending of a file is told, and reports. */
export interface Sending {
  /** Aborted when the upload is paused or cancelled. */
  readonly signal: AbortSignal;
  /** Called with the number of bytes that are stored or on their way. */
  readonly onProgress: (byteCount: number) => void;
}

/** Sends a file. It is called again after a pause, and continues where that is possible. */
export type SendFile = (upload: Upload, sending: Sending) => Promise<void>;

export interface TransferOptions {
  readonly send: SendFile;
  /** Limits how many files are sent at a time. A paused file leaves its place to others. */
  readonly queue: TaskQueue;
}

/**
 * Sends one file of Uppy's, pauses, resumes and cancels it as Uppy's events ask, and tells Uppy the
 * outcome. Without a network it waits for one.
 * @returns a promise that is fulfilled when the file is sent or cancelled, and rejected when it
 *   fails
 */
export function transfer(
  uppy: ImageUploader,
  upload: Upload,
  { send, queue }: TransferOptions,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const events = new EventManager<UploadMeta, UploadBody>(uppy);
  let running = new AbortController();

  const onProgress = (bytesUploaded: number) =>
    uppy.emit('upload-progress', uppy.getFile(upload.id), {
      uploadStarted: upload.progress.uploadStarted ?? Date.now(),
      bytesUploaded,
      bytesTotal: upload.size,
    });
  const run = async (signal: AbortSignal) => {
    // The file may be paused or removed before its turn.
    if (signal.aborted) return;
    try {
      await send(uppy.getFile(upload.id), { signal, onProgress });
      if (signal.aborted) return;
      events.remove();
      uppy.emit('upload-success', uppy.getFile(upload.id), { status: 200 });
      resolve();
    } catch (error) {
      if (signal.aborted) return;
      if (!navigator.onLine) {
        addEventListener('online', start, { once: true, signal });
        return;
      }
      events.remove();
      uppy.emit('upload-error', uppy.getFile(upload.id), toError(error));
      reject(toError(error));
    }
  };
  const start = () => {
    running.abort();
    running = new AbortController();
    const { signal } = running;
    void queue.add(() => run(signal));
  };
  const pause = () => running.abort();
  const cancel = () => {
    running.abort();
    events.remove();
    resolve();
  };

  events.onFilePause(upload.id, (isPaused) => (isPaused ? pause() : start()));
  events.onPauseAll(upload.id, pause);
  events.onResumeAll(upload.id, start);
  events.onFileRemove(upload.id, cancel);
  events.onCancelAll(upload.id, cancel);
  if (upload.isPaused !== true) start();
  return promise;
}
