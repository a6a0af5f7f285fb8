import { dataOf, type MiniaturaClient } from '@miniatura/api-client';
import { escapeControlCharacters, printableJson, printNote, showProgress } from '@miniatura/text';
import { CommandError } from '../errors.ts';
import { retryWhileLimited } from '../retry.ts';
import { filesToUpload, type FileToUpload } from '../upload/files-to-upload.ts';
import { uploadFiles } from '../upload/upload-files.ts';
import type { UploadResult } from '../upload/upload-result.ts';
import { waitForImages } from '../upload/wait-for-images.ts';

export interface UploadOptions {
  /** Whether the command ends when the images are processed; otherwise when they are uploaded. */
  readonly wait: boolean;
  /** The longest time to wait, in seconds. */
  readonly timeout: number;
  readonly json?: true;
}

/**
 * Uploads files and folders, and prints the result of each file.
 * @throws CommandError if a file was not uploaded or an image was not processed
 */
export async function uploadImages(
  client: MiniaturaClient,
  paths: readonly string[],
  { wait, timeout, json }: UploadOptions,
): Promise<void> {
  const { limits } = await retryWhileLimited(() => dataOf(client.GET('/me')));
  const counts = { doneCount: 0, totalCount: 0, isTotalKnown: false };
  const results: UploadResult[] = [];
  const progress = showProgress('files', () => counts);
  const finish = (result: UploadResult) => {
    counts.doneCount++;
    results.push(result);
    progress.clear();
    if (json) console.log(printableJson(result));
    else if (result.status !== 'skipped') console.log(resultLine(result));
  };
  const uploaded = new Map<string, UploadResult>();
  const finishUploaded = () => {
    for (const result of uploaded.values()) finish(result);
  };
  const end = () => {
    finishUploaded();
    progress.stop();
    if (results.length > 0) printCounts(results, json === true);
    printNote(ENDED);
    process.exit(INTERRUPTED);
  };
  process.once('SIGINT', end);
  try {
    for await (const files of batchesOf(paths, { limits, onResult: finish })) {
      counts.totalCount += files.length;
      await uploadFiles(client, files, (result) => {
        if (result.imageId === null || !wait) finish(result);
        else uploaded.set(result.imageId, result);
      });
    }
    counts.totalCount = counts.doneCount + uploaded.size;
    counts.isTotalKnown = true;
    await waitForImages(client, [...uploaded.keys()], {
      timeoutMs: timeout * 1000,
      onImage({ imageId, status, rejectionCode: code, rejectionMessage: message }) {
        const file = uploaded.get(imageId)?.file ?? imageId;
        uploaded.delete(imageId);
        finish({ file, imageId, status, code, message });
      },
    });
    for (const result of uploaded.values()) finish({ ...result, ...STILL_PROCESSED });
  } catch (error) {
    // These images are stored, so that their ids are still of use.
    finishUploaded();
    throw error;
  } finally {
    process.off('SIGINT', end);
    progress.stop();
  }
  summarize(results, json === true);
}

/** The exit code of a command that SIGINT has ended, as for a shell. */
const INTERRUPTED = 130;
const ENDED =
  'Ended by Ctrl-C. Files that are printed with an image id are stored, and their processing ' +
  'continues. Other files are not uploaded, or their upload was not confirmed.';

const STILL_PROCESSED = { code: 'timeout', message: 'It is still being processed' } as const;

/** Yields as many files at a time as one request may name. */
async function* batchesOf(
  paths: readonly string[],
  {
    limits,
    onResult,
  }: {
    readonly limits: { readonly maxFilesPerRequest: number; readonly maxByteCount: number };
    readonly onResult: (result: UploadResult) => void;
  },
): AsyncGenerator<readonly FileToUpload[]> {
  let batch: FileToUpload[] = [];
  for await (const found of filesToUpload(paths)) {
    if ('status' in found) onResult(found);
    else if (found.byteCount > limits.maxByteCount) onResult(tooLarge(found, limits.maxByteCount));
    else batch.push(found);
    if (batch.length < limits.maxFilesPerRequest) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

function tooLarge({ file, byteCount }: FileToUpload, maxByteCount: number): UploadResult {
  const message = `Expected at most ${maxByteCount} bytes but received ${byteCount}`;
  return { file, imageId: null, status: 'failed', code: 'too-large', message };
}

function resultLine({ file, imageId, status, code, message }: UploadResult): string {
  const reason = code === null ? '' : `: ${code}${message === null ? '' : ` (${message})`}`;
  const id = imageId === null ? '' : `  ${imageId}`;
  return escapeControlCharacters(`${file}  ${status}${reason}${id}`);
}

/** Prints the number of files per status. */
function printCounts(results: readonly UploadResult[], isJson: boolean): void {
  const counts = Map.groupBy(results, ({ status }) => status);
  const words = [...counts].map(([status, all]) => `${all.length} ${status}`);
  if (!isJson) console.log(words.length === 0 ? 'No files.' : `${words.join(', ')}.`);
}

/** Prints the number of files per status. @throws CommandError if not all were successful */
function summarize(results: readonly UploadResult[], isJson: boolean): void {
  printCounts(results, isJson);
  const isGood = ({ status, code }: UploadResult) =>
    ['processed', 'skipped', 'quarantined'].includes(status) ||
    (status === 'uploaded' && code === null);
  const bad = results.filter((result) => !isGood(result)).length;
  if (bad > 0) throw new CommandError('failed', `${bad} of ${results.length} files failed.`);
  if (!results.some(({ status }) => status !== 'skipped')) {
    throw new CommandError('failed', 'Expected images but the paths contain none.');
  }
}
