import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ApiError, dataOf, type MiniaturaClient } from '@miniatura/api-client';
import type { ImageDetail } from '@miniatura/api-contract';
import { makeFolder } from '@miniatura/resize/make-folder';
import { obstacleTo } from '@miniatura/resize/obstacle-to';
import { printableJson } from '@miniatura/text';
import { CommandError } from '../errors.ts';
import { fileNameOf, numbered } from '../file-name-of.ts';
import { retry } from '../retry.ts';

export const RENDERED_FORMATS = ['jpeg', 'webp', 'avif'] as const;

export interface DownloadOptions {
  /** The width, and the height if there is one; without a size, the original is downloaded. */
  readonly size?: { readonly width: number; readonly height?: number };
  /** Only with a size, `jpeg` by default. */
  readonly format?: (typeof RENDERED_FORMATS)[number];
  /** The folder to write to. */
  readonly out: string;
  readonly json?: true;
}

/**
 * Downloads images into a folder. Existing files are never overwritten. An image that cannot be
 * downloaded does not prevent the others.
 * @throws CommandError if an image was not downloaded
 */
export async function downloadImages(
  client: MiniaturaClient,
  imageIds: readonly string[],
  options: DownloadOptions,
): Promise<void> {
  if (options.format !== undefined && options.size === undefined) {
    const message = 'Expected --size with --format: an original is downloaded as it is';
    throw new CommandError('usage', message);
  }
  createFolder(options.out);
  const failures: string[] = [];
  for (const imageId of new Set(imageIds)) {
    try {
      const path = await downloadImage(client, imageId, options);
      console.log(options.json ? printableJson({ imageId, path }) : path);
    } catch (error) {
      failures.push(reasonOfImage(error));
    }
  }
  if (failures.length > 0) throw new CommandError('failed', failures.join('\n'));
}

const NO_NEW_FOLDERS = 'cannot be made: its file system accepts no new folders there';

function createFolder(path: string): void {
  try {
    makeFolder(path);
  } catch (cause) {
    const isMissing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    const reason = obstacleTo(path) ?? (isMissing ? `${path} ${NO_NEW_FOLDERS}` : undefined);
    if (reason === undefined) throw cause;
    throw new CommandError('usage', `Expected a folder for --out but ${reason}`, { cause });
  }
}

async function downloadImage(
  client: MiniaturaClient,
  imageId: string,
  options: DownloadOptions,
): Promise<string> {
  const params = { path: { imageId } };
  const image = await retry(() => dataOf(client.GET('/images/{imageId}', { params })));
  const { url, name } = fileOf(image, options);
  return save(await fetchFile(url, imageId), join(options.out, name));
}

/** Returns why one image was not downloaded. @throws any error that other images would have, too */
function reasonOfImage(error: unknown): string {
  const isOfImage =
    (error instanceof CommandError && error.code === 'failed') ||
    (error instanceof ApiError && error.code === 'not-found');
  if (!isOfImage) throw error;
  return error.message;
}

/** Selects the URL and the file name. @throws CommandError if the image has no such file */
function fileOf(image: ImageDetail, { size, format = 'jpeg' }: DownloadOptions) {
  if (size === undefined) {
    if (image.downloadUrl !== null) {
      return { url: image.downloadUrl, name: fileNameOf(image, null) };
    }
    throw new CommandError('failed', `The original of ${image.imageId} is not available`);
  }
  if (image.renderUrl === null) {
    throw new CommandError(
      'failed',
      `The image ${image.imageId} has no thumbnails: its status is ${image.status}`,
    );
  }
  const url = new URL(image.renderUrl);
  for (const [name, value] of Object.entries({ ...size, format })) {
    url.searchParams.set(name, String(value));
  }
  return { url: url.href, name: fileNameOf(image, format) };
}

async function fetchFile(url: string, imageId: string): Promise<Response> {
  const response = await fetch(url).catch((cause: unknown) => {
    throw new CommandError('unreachable', `The file of ${imageId} cannot be read`, { cause });
  });
  if (response.ok) return response;
  const problem = (await response.json().catch(() => null)) as { detail?: unknown } | null;
  const reason = typeof problem?.detail === 'string' ? problem.detail : response.status;
  throw new CommandError('failed', `The file of ${imageId} cannot be read: ${reason}`);
}

/**
 * Writes a file that appears only when it is complete, under the first name that is free.
 * @returns its path
 */
async function save(response: Response, path: string): Promise<string> {
  const draft = `${path}.${process.pid}.part`;
  try {
    const file = await open(draft, 'w', 0o600);
    try {
      await file.writeFile(response.body ?? '').catch(throwIfCutOff);
    } finally {
      await file.close();
    }
    const free = await reserveName(path);
    await rename(draft, free);
    return free;
  } finally {
    await rm(draft, { force: true });
    // A response that is not read to its end would keep this process running.
    await response.body?.cancel().catch(() => undefined);
  }
}

/** Throws an error of `fetch` in words for users, and any other as it is. */
function throwIfCutOff(error: unknown): never {
  if (!(error instanceof TypeError)) throw error;
  const message = 'The connection was closed before the file was complete';
  throw new CommandError('unreachable', message, { cause: error });
}

/** Creates an empty file under the first name that is free, and returns its path. */
async function reserveName(path: string): Promise<string> {
  for (let number = 1; ; number++) {
    const free = numbered(path, number);
    try {
      await (await open(free, 'wx', 0o600)).close();
      return free;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}
