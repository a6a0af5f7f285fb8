import type { MultipartUpload } from '@miniatura/api-contract';

/** An upload in parts that has begun, and the file that it stores. */
export interface UnfinishedUpload extends MultipartUpload {
  readonly name: string;
  readonly byteCount: number;
  /** The time of the file's last change, in milliseconds since 1970. */
  readonly modifiedMs: number;
  readonly storedByteCount: number;
}

export type FileOfUpload = Pick<File, 'name' | 'size' | 'lastModified'>;

/** The uploads in parts of one user that can be continued, also after the page was closed. */
export interface UnfinishedUploads {
  readonly list: () => readonly UnfinishedUpload[];
  /** Returns the upload of a file with the same name, size and time of the last change. */
  readonly find: (file: FileOfUpload) => UnfinishedUpload | undefined;
  readonly keep: (file: FileOfUpload, upload: MultipartUpload, storedByteCount: number) => void;
  readonly forget: (uploadId: string) => void;
  /** Calls `listener` after each change by this tab. Returns a function that unsubscribes. */
  readonly subscribe: (listener: () => void) => () => void;
}

export interface UnfinishedUploadsOptions {
  /** The user. Others on the same computer see nothing of the uploads. */
  readonly subject: string;
  readonly storage: Pick<Storage, 'getItem' | 'setItem'>;
  readonly now?: () => number;
}

/**
 * Keeps the uploads in the browser's storage, which the user's tabs share. The files themselves are
 * not kept.
 */
export function createUnfinishedUploads({
  subject,
  storage,
  now = Date.now,
}: UnfinishedUploadsOptions): UnfinishedUploads {
  const key = `unfinished-uploads ${subject}`;
  const listeners = new Set<() => void>();
  let unsaved: readonly UnfinishedUpload[] | null = null;
  // The storage is read each time, because other tabs change it.
  const list = () =>
    (unsaved ?? read(storage.getItem(key))).filter(
      ({ expiresAt }) => Date.parse(expiresAt) > now(),
    );
  const become = (next: readonly UnfinishedUpload[]) => {
    try {
      storage.setItem(key, JSON.stringify(next));
      unsaved = null;
    } catch {
      // A full storage: the uploads can be continued until the page is closed.
      unsaved = next;
    }
    for (const listener of listeners) listener();
  };
  const others = (uploadId: string) => list().filter((each) => each.uploadId !== uploadId);
  return {
    list,
    find: (file) => list().find((upload) => isOf(upload, file)),
    keep: (file, upload, storedByteCount) =>
      become([
        ...others(upload.uploadId),
        {
          ...upload,
          ...{ name: file.name, byteCount: file.size, modifiedMs: file.lastModified },
          storedByteCount,
        },
      ]),
    forget: (uploadId) => become(others(uploadId)),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Returns true if an upload stores this file. */
export function isOf(
  upload: UnfinishedUpload,
  { name, size, lastModified }: FileOfUpload,
): boolean {
  return upload.name === name && upload.byteCount === size && upload.modifiedMs === lastModified;
}

/** Returns what an upload knows of its file. */
export function fileOf({ name, byteCount, modifiedMs }: UnfinishedUpload): FileOfUpload {
  return { name, size: byteCount, lastModified: modifiedMs };
}

/** Returns the name of the lock that the uploading tab holds. */
export function lockOf({ name, size, lastModified }: FileOfUpload): string {
  return `upload ${size} ${lastModified} ${name}`;
}

/** Returns no uploads for a text that this page has not written. */
function read(text: string | null): readonly UnfinishedUpload[] {
  try {
    const uploads: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(uploads) ? uploads.filter(isUpload) : [];
  } catch {
    return [];
  }
}

function isUpload(value: Partial<UnfinishedUpload> | null): value is UnfinishedUpload {
  return (
    typeof value?.uploadId === 'string' &&
    typeof value.imageId === 'string' &&
    typeof value.name === 'string' &&
    typeof value.expiresAt === 'string' &&
    [
      value.byteCount,
      value.modifiedMs,
      value.storedByteCount,
      value.partByteCount,
      value.partCount,
    ].every(Number.isFinite)
  );
}
