import type { UploadForms } from '@miniatura/api-contract';
import type { ApiClient } from '../api/api-client.ts';

export type UploadForm = UploadForms['uploads'][number];

export interface FileToUpload {
  /** The page's own id of the file. */
  readonly id: string;
  readonly name: string;
  readonly mediaType: string;
  readonly byteCount: number;
}

export interface UploadFormsOptions {
  readonly api: Pick<ApiClient, 'requestUploads'>;
  readonly maxFilesPerRequest: number;
  readonly now?: () => number;
}

/** A form that expires sooner is requested again, because the upload takes time. */
const MIN_REMAINING_MS = 60_000;

/** Requests presigned forms for the files to upload, in as few requests as possible. */
export function createUploadForms({ api, maxFilesPerRequest, now = Date.now }: UploadFormsOptions) {
  const forms = new Map<string, UploadForm>();

  const request = async (files: readonly FileToUpload[]) => {
    const { uploads } = await api.requestUploads({ files: files.map(toRequestedFile) });
    files.forEach(({ id }, index) => {
      const form = uploads[index];
      if (form !== undefined) forms.set(id, form);
    });
  };
  const isUsable = ({ expiresAt }: UploadForm) => Date.parse(expiresAt) - now() > MIN_REMAINING_MS;

  return {
    /**
     * Requests forms for several files. One rejected file fails the whole request; each file then
     * requests its own form in `take`.
     */
    reserve: async (files: readonly FileToUpload[]): Promise<void> => {
      for (let start = 0; start < files.length; start += maxFilesPerRequest) {
        await request(files.slice(start, start + maxFilesPerRequest)).catch(() => undefined);
      }
    },
    /** Returns the form of a file. @throws ApiError if the API rejects it, or UnreachableError */
    take: async (file: FileToUpload): Promise<UploadForm> => {
      const reserved = forms.get(file.id);
      if (reserved === undefined || !isUsable(reserved)) await request([file]);
      const form = forms.get(file.id);
      if (form === undefined) throw new TypeError('Expected a form for each file of the answer');
      return form;
    },
    forget: (id: string): void => void forms.delete(id),
  };
}

function toRequestedFile({ name, mediaType, byteCount }: FileToUpload) {
  return {
    name,
    mediaType,
    byteCount,
  };
}
