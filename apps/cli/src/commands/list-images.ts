import { dataOf, type MiniaturaClient } from '@miniatura/api-client';
import type { ImagePage, ImageStatus, ImageSummary } from '@miniatura/api-contract';
import { printableJson } from '@miniatura/text';
import { imageTable } from '../image-table.ts';
import { retryWhileLimited } from '../retry.ts';

/** The largest number of images that one command lists. */
export const MAX_LISTED = 10_000;

export interface ListOptions {
  readonly text?: string;
  readonly label?: string;
  readonly status?: ImageStatus;
  /** The largest number of images. */
  readonly limit: number;
  readonly json?: true;
}

const MAX_PAGE_SIZE = 100;

/** Prints images, newest upload first, as a table or as one JSON object per line. */
export async function listImages(
  client: MiniaturaClient,
  { json, limit, ...filters }: ListOptions,
): Promise<void> {
  const shown: ImageSummary[] = [];
  let cursor: string | null = null;
  do {
    const page = await pageOf(client, filters, { cursor, limit: limit - shown.length });
    cursor = page.nextCursor;
    shown.push(...page.images);
    if (json) for (const image of page.images) console.log(printableJson(image));
  } while (cursor !== null && shown.length < limit);
  if (json) return;
  if (shown.length > 0) console.log(imageTable(shown));
  const larger = Math.min(limit * 2, MAX_LISTED);
  const hint = larger > limit ? `; --limit ${larger} shows more` : '';
  const more = cursor === null ? '' : `, the newest${hint}`;
  console.log(`${shown.length} ${shown.length === 1 ? 'image' : 'images'}${more}.`);
}

function pageOf(
  client: MiniaturaClient,
  filters: Omit<ListOptions, 'limit' | 'json'>,
  { cursor, limit }: { readonly cursor: string | null; readonly limit: number },
): Promise<ImagePage> {
  const query = {
    ...filters,
    limit: Math.min(MAX_PAGE_SIZE, limit),
    ...(cursor !== null && { cursor }),
  };
  return retryWhileLimited(() => dataOf(client.GET('/images', { params: { query } })));
}
