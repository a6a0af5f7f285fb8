import type { Me } from '@miniatura/api-contract';
import { Uppy, type UppyFile } from '@uppy/core';
import { filterFilesToEmitUploadStarted, filterFilesToUpload, TaskQueue } from '@uppy/core/utils';
import type { ApiClient } from '../api/api-client.ts';
import { errorSentence } from '../api/error-sentence.ts';
import { formatBytes } from '../elements/format-values.ts';
import { t } from '../language/language.ts';
import { mediaTypeOf } from './media-type-of.ts';
import { type PartsApi, sendInParts } from './send-in-parts.ts';
import { sendToS3 } from './send-to-s3.ts';
import { type SendFile, type Sending, transfer } from './transfer.ts';
import { type FileOfUpload, lockOf, type UnfinishedUploads } from './unfinished-uploads.ts';
import { createUploadForms, type FileToUpload } from './upload-forms.ts';

/** Metadata of a file in addition to Uppy's. */
export type UploadMeta = {
  name: string;
  /** Id of the image that the upload creates. */
  imageId?: string;
};
export type UploadBody = Record<string, never>;

export type Upload = UppyFile<UploadMeta, UploadBody>;
export type ImageUploader = Uppy<UploadMeta, UploadBody>;

export interface CreateUploaderOptions {
  readonly api: PartsApi & Pick<ApiClient, 'requestUploads' | 'abortMultipartUpload'>;
  readonly limits: Me['limits'];
  readonly unfinished: UnfinishedUploads;
  readonly onUploaded: (imageId: string) => void;
}

/** As many requests as browsers send to one host at a time. */
const MAX_TRANSFERS = 6;

/** Larger files are uploaded in parts, in bytes: after an interruption, little is sent again. */
const MAX_FORM_BYTE_COUNT = 16 * 1024 * 1024;

/** Uploads files as they are added directly to S3: small ones by presigned forms, others in parts. */
export function createUploader({ api, limits, unfinished, onUploaded }: CreateUploaderOptions) {
  const forms = createUploadForms({ api, maxFilesPerRequest: limits.maxFilesPerRequest });
  const uppy: ImageUploader = new Uppy<UploadMeta, UploadBody>({
    autoProceed: true,
    restrictions: { minFileSize: 1, maxFileSize: limits.maxByteCount },
    locale: {
      pluralize: (count: number) => (count === 1 ? 0 : 1),
      strings: {
        noDuplicates: t('{name} is in the list already', { name: '%{fileName}' }),
        inferiorSize: t('The file is empty'),
        exceedsSize: t('Larger than the limit of {size}', {
          size: formatBytes(limits.maxByteCount),
        }),
      },
    },
  });
  const setImageId = (id: string, imageId: string) =>
    uppy.setFileMeta(id, { ...uppy.getFile(id).meta, imageId });
  const sendForm = async (upload: Upload, sending: Sending) => {
    const { url, fields, imageId } = await forms.take(toFileToUpload(upload));
    setImageId(upload.id, imageId);
    const body = formOf(fields, upload.data as Blob);
    await sendToS3({ method: 'POST', url, body, ...sending });
  };
  const sendParts = (file: File, { id, type }: Upload, sending: Sending) =>
    // Another tab may be uploading the same file.
    navigator.locks.request(lockOf(file), { signal: sending.signal }, async () => {
      try {
        setImageId(id, await sendInParts(file, type, sending, { api, unfinished }));
      } finally {
        // A request may have begun the upload while the file was being removed.
        const isRemoved = (uppy.getFile(id) as Upload | undefined) === undefined;
        if (isRemoved) await discardLocked(file, { api, unfinished });
      }
    });
  const send: SendFile = (upload, sending) => {
    const file = fileInParts(upload);
    return file === null ? sendForm(upload, sending) : sendParts(file, upload, sending);
  };

  uppy.setState({ capabilities: { ...uppy.getState().capabilities, resumableUploads: true } });
  uppy.addPreProcessor((ids) =>
    forms.reserve(
      ids
        .map((id) => uppy.getFile(id))
        .filter((upload) => fileInParts(upload) === null)
        .map(toFileToUpload),
    ),
  );
  const queue = new TaskQueue({ concurrency: MAX_TRANSFERS });
  uppy.addUploader(async (ids) => {
    const uploads = filterFilesToUpload(ids.map((id) => uppy.getFile(id)));
    uppy.emit('upload-start', filterFilesToEmitUploadStarted(uploads));
    await Promise.allSettled(
      uploads.map(({ id }) => transfer(uppy, uppy.getFile(id), { send, queue })),
    );
  });
  uppy.on('upload-success', (file) => {
    const { imageId } = file === undefined ? {} : uppy.getFile(file.id).meta;
    if (imageId !== undefined) onUploaded(imageId);
  });
  uppy.on('upload-error', (file, error) => {
    if (file !== undefined) uppy.setFileState(file.id, { error: uploadErrorSentence(error) });
  });
  uppy.on('file-removed', (upload) => {
    forms.forget(upload.id);
    const file = fileInParts(upload);
    if (file !== null) void discard(file, { api, unfinished });
  });
  return uppy;
}

type DiscardOptions = Pick<CreateUploaderOptions, 'api' | 'unfinished'>;

/** Forgets the upload in parts of a file, unless a tab is sending it. */
export async function discard(file: FileOfUpload, options: DiscardOptions): Promise<void> {
  await navigator.locks.request(lockOf(file), { ifAvailable: true }, async (lock) => {
    if (lock !== null) await discardLocked(file, options);
  });
}

/** Forgets an upload in parts. Without an answer of the API, S3 deletes the parts after a day. */
async function discardLocked(
  file: FileOfUpload,
  { api, unfinished }: DiscardOptions,
): Promise<void> {
  const begun = unfinished.find(file);
  if (begun === undefined) return;
  unfinished.forget(begun.uploadId);
  await api.abortMultipartUpload(begun.uploadId).catch(() => undefined);
}

/** Returns the file of an upload that is sent in parts; null if it is sent as a form. */
function fileInParts({ data }: Upload): File | null {
  return data instanceof File && data.size > MAX_FORM_BYTE_COUNT ? data : null;
}

/** Returns the form that S3 expects: the file comes last. */
function formOf(fields: Readonly<Record<string, string>>, file: Blob): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', file);
  return form;
}

function toFileToUpload({ id, name, type, size }: Upload): FileToUpload {
  return {
    id,
    name: name ?? 'image',
    mediaType: type,
    byteCount: size ?? 0,
  };
}

/**
 * Returns the sentence for an error. Uppy's own errors are network errors; the others come from the
 * API.
 */
function uploadErrorSentence(error: Error): string {
  if (error.name === 'ApiError' || error.name === 'UnreachableError') return errorSentence(error);
  return t('The upload was interrupted. Check your connection, then try again.');
}

/** Adds files; Uppy's event `restriction-failed` reports rejected ones. */
export function addFiles(uppy: ImageUploader, files: Iterable<File>): void {
  for (const file of files) {
    try {
      uppy.addFile({ name: file.name, type: mediaTypeOf(file), data: file, source: 'page' });
    } catch (error) {
      if (!(error instanceof Error && 'isRestriction' in error)) throw error;
    }
  }
}
