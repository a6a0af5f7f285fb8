import type { ImageSummary } from '@miniatura/api-contract';
import { downloadZip } from 'client-zip';
import type { ApiClient } from '../api/api-client.ts';
import { retryWhileLimited } from '../api/retry-while-limited.ts';
import { saveFile } from '../elements/save-file.ts';

/**
 * Saves the originals of images as a ZIP archive, which is written while they are fetched one after
 * the other.
 * @returns the names of the images without an original, or whose original cannot be fetched
 */
export async function downloadArchive(
  api: Pick<ApiClient, 'getImage'>,
  images: readonly ImageSummary[],
): Promise<readonly string[]> {
  const missing: string[] = [];
  const names = distinctNames(images.map(({ name }) => name));
  async function* files() {
    for (const [index, { imageId, name }] of images.entries()) {
      const original = await fetchOriginal(api, imageId).catch(() => null);
      if (original === null) missing.push(name);
      else yield { name: names[index] ?? name, input: original };
    }
  }
  const archive = await downloadZip(files()).blob();
  if (missing.length < images.length) saveFile(archive, 'miniatura.zip');
  return missing;
}

async function fetchOriginal(
  api: Pick<ApiClient, 'getImage'>,
  imageId: string,
): Promise<Response | null> {
  const { downloadUrl } = await retryWhileLimited(() => api.getImage(imageId));
  const response = downloadUrl === null ? null : await fetch(downloadUrl);
  return response?.ok === true ? response : null;
}

/** @example distinctNames(['a.jpg', 'a.jpg']) // ['a.jpg', 'a (2).jpg'] */
export function distinctNames(names: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const dot = name.lastIndexOf('.');
    const [stem, extension] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
    let distinct = name;
    // Some file systems do not distinguish upper and lower case in names.
    for (let number = 2; taken.has(distinct.toLowerCase()); number++) {
      distinct = `${stem} (${number})${extension}`;
    }
    taken.add(distinct.toLowerCase());
    return distinct;
  });
}
