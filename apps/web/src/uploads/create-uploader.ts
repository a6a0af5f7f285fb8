import type { Me } from '@miniatura/api-contract';
import AwsS3 from '@uppy/aws-s3';
import { Uppy, type UppyFile } from '@uppy/core';
import type { ApiClient } from '../api/api-client.ts';
import { errorSentence } from '../api/error-sentence.ts';
import { formatBytes } from '../elements/format-values.ts';
import { t } from '../language/language.ts';
import { mediaTypeOf } from './media-type-of.ts';
import { createUploadForms, type FileToUpload } from './upload-forms.ts';

/** Metadata of a file in addition to Uppy's. */
export type UploadMeta = {
  name: string;
  /** Id of the image that the upload creates. */
  imageId?: string;
};
type UploadBody = { location: string; key: string };

export type Upload = UppyFile<UploadMeta, UploadBody>;
export type ImageUploader = Uppy<UploadMeta, UploadBody>;

export interface CreateUploaderOptions {
  readonly api: Pick<ApiClient, 'requestUploads'>;
  readonly limits: Me['limits'];
  readonly onUploaded: (imageId: string) => void;
}

/** Uploads files as they are added, six at a time, by presigned POSTs directly to S3. */
export function createUploader({ api, limits, onUploaded }: CreateUploaderOptions) {
  const forms = createUploadForms({ api, maxFilesPerRequest: limits.maxFilesPerRequest });
  const uppy: ImageUploader = new Uppy<UploadMeta, UploadBody>({
    autoProceed: true,
    restrictions: { maxFileSize: limits.maxByteCount },
    locale: {
      pluralize: (count: number) => (count === 1 ? 0 : 1),
      strings: {
        noDuplicates: t('{name} is in the list already', { name: '%{fileName}' }),
        exceedsSize: t('Larger than the limit of {size}', {
          size: formatBytes(limits.maxByteCount),
        }),
      },
    },
  });
  const fileOf = (id: string): FileToUpload => toFileToUpload(uppy.getFile(id));

  uppy.addPreProcessor((ids) => forms.reserve(ids.map(fileOf)));
  uppy.use(AwsS3<UploadMeta, UploadBody>, {
    shouldUseMultipart: false,
    // The API generates the key; this value only identifies the file.
    generateObjectKey: ({ id }) => id,
    signRequest: async ({ key: id }) => {
      const { url, fields, imageId } = await forms.take(fileOf(id));
      uppy.setFileMeta(id, { ...uppy.getFile(id).meta, imageId });
      return { url, fields };
    },
  });
  uppy.on('upload-success', (file) => {
    const { imageId } = file === undefined ? {} : uppy.getFile(file.id).meta;
    if (imageId !== undefined) onUploaded(imageId);
  });
  uppy.on('upload-error', (file, error) => {
    if (file !== undefined) uppy.setFileState(file.id, { error: uploadErrorSentence(error) });
  });
  uppy.on('file-removed', ({ id }) => forms.forget(id));
  return uppy;
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
