import { randomUUID } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { ApiError, dataOf, type MiniaturaClient, UnreachableError } from '@miniatura/api-client';
import type { UploadForms } from '@miniatura/api-contract';
import pLimit from 'p-limit';
import { retry } from '../retry.ts';
import type { FileToUpload } from './files-to-upload.ts';
import type { UploadResult } from './upload-result.ts';

type UploadForm = UploadForms['uploads'][number];

/** Uploads at once, as many as a browser sends to one host. */
const AT_ONCE = 6;

/**
 * Uploads files with one request for their forms, which is sent again if its answer is lost: the
 * idempotency key makes the API return forms for the same images.
 * @param onResult is called for each file as soon as it is uploaded or has failed
 */
export async function uploadFiles(
  client: MiniaturaClient,
  files: readonly FileToUpload[],
  onResult: (result: UploadResult) => void,
): Promise<void> {
  const body = {
    files: files.map(({ name, mediaType, byteCount }) => ({ name, mediaType, byteCount })),
  };
  const params = { header: { 'Idempotency-Key': randomUUID() } };
  const { uploads } = await retry(() => dataOf(client.POST('/uploads', { params, body })));
  const limit = pLimit(AT_ONCE);
  await Promise.all(
    files.map((file, index) =>
      limit(async () => onResult(await uploadFile(file, uploads[index] as UploadForm))),
    ),
  );
}

async function uploadFile(file: FileToUpload, form: UploadForm): Promise<UploadResult> {
  try {
    await retry(() => post(file, form));
    const { imageId } = form;
    return { file: file.file, imageId, status: 'uploaded', code: null, message: null };
  } catch (error) {
    if (error instanceof ApiError) throw error;
    const { message } = error as Error;
    return { file: file.file, imageId: null, status: 'failed', code: 'not-uploaded', message };
  }
}

/** Posts a file to S3: all fields first, then the file. */
async function post({ path, name, byteCount }: FileToUpload, form: UploadForm): Promise<void> {
  const body = new FormData();
  for (const [field, value] of Object.entries(form.fields)) body.set(field, value);
  const bytes = await openAsBlob(path);
  if (bytes.size !== byteCount) throw new Error('It changed while it was uploaded');
  body.set('file', bytes, name);
  const response = await fetch(form.url, { method: 'POST', body }).catch((cause: unknown) => {
    throw new UnreachableError('S3 cannot be reached', { cause });
  });
  const text = await response.text();
  if (response.ok) return;
  if (response.status >= 500) throw new UnreachableError(`S3 answered ${response.status}`);
  const [, reason = ''] = /<Message>([^<]*)<\/Message>/.exec(text) ?? [];
  throw new Error(`S3 rejected it with status ${response.status}: ${reason}`);
}
