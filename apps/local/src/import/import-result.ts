import { imageIdOf, type ImageRecord } from '@miniatura/metadata';
import { ORIGINALS_BUCKET } from '../stack/names.ts';
import type { FoundPath, ImportFile } from './find-files.ts';

/**
 * The result of a path. `skipped`: it is not an image, or its name is excluded. `failed`: it could
 * not be read or uploaded, or its event became a dead letter.
 */
export interface ImportResult {
  readonly file: string;
  readonly status: 'processed' | 'quarantined' | 'rejected' | 'skipped' | 'failed';
  /** The reason, unless it was processed. */
  readonly code: string | null;
  readonly message: string | null;
  /** Null when nothing was uploaded. */
  readonly key: string | null;
  readonly imageId: string | null;
  /** Whether this import uploaded it; false when the same bytes were uploaded before. */
  readonly isNew: boolean;
  readonly thumbnails: readonly string[];
}

const NOTHING = { key: null, imageId: null, isNew: false, thumbnails: [] } as const;

/** The result of a file whose row is written. */
export function recorded(file: ImportFile, image: ImageRecord, isNew: boolean): ImportResult {
  return {
    file: file.text,
    ...statusOf(image),
    key: file.key,
    imageId: image.imageId,
    isNew,
    thumbnails: image.renditions.map((rendition) => rendition.key),
  };
}

function statusOf(image: ImageRecord): Pick<ImportResult, 'status' | 'code' | 'message'> {
  if (image.status === 'trashed') {
    return { status: 'skipped', code: 'in-trash', message: 'It is in the trash: restore it there' };
  }
  const { rejectionCode: code, rejectionMessage: message } = image;
  return { status: image.status === 'removed' ? 'failed' : image.status, code, message };
}

/** The result of a path that is not uploaded. */
export function notUploaded(found: Exclude<FoundPath, ImportFile>): ImportResult {
  const { text: file } = found;
  return found.kind === 'ignored'
    ? { file, status: 'skipped', code: found.reason, message: null, ...NOTHING }
    : {
        file,
        status: 'failed',
        code: 'unreadable',
        message: `It cannot be read: ${found.message}`,
        ...NOTHING,
      };
}

/** The result of a file that was not uploaded or not processed. */
export function failed(file: ImportFile, error: Error & { readonly code?: unknown }): ImportResult {
  const code = typeof error.code === 'string' ? error.code : error.name;
  const isSkipped = code === 'not-an-image';
  const imageId = imageIdOf(ORIGINALS_BUCKET, file.key);
  return {
    file: file.text,
    status: isSkipped ? 'skipped' : 'failed',
    code,
    message: error.message,
    ...NOTHING,
    ...(!isSkipped && { key: file.key, imageId }),
  };
}
