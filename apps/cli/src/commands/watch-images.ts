import { setTimeout as delay } from 'node:timers/promises';
import { dataOf, type MiniaturaClient } from '@miniatura/api-client';
import type { ImageSummary } from '@miniatura/api-contract';
import { escapeControlCharacters, printableJson } from '@miniatura/text';
import { statusOf } from '../image-table.ts';
import { printableLines } from '../printable-lines.ts';
import { isTransient, retryWhileLimited } from '../retry.ts';

const PAUSE_MS = 2000;
/** The newest images, whose changes are printed. */
const WATCHED = 100;

/**
 * Prints the newest images when they appear or change, until the process ends. A request is
 * answered with 304 while nothing changes.
 */
export async function watchImages(
  client: MiniaturaClient,
  { json }: { readonly json?: true },
): Promise<never> {
  let known: ReadonlyMap<string, string> | undefined;
  let etag: string | null = null;
  let isAway = false;
  const note = (text: string) => process.stderr.write(`${text}\n`);
  process.once('SIGINT', () => process.exit(0));
  for (;;) {
    try {
      const page = await retryWhileLimited(() => changedPage(client, etag));
      for (const image of changedSince(known, page?.images ?? [])) print(image, json === true);
      if (known === undefined) note('Waiting for changes of the newest images. Ctrl-C ends it.');
      known =
        page === null ? known : new Map(page.images.map((each) => [each.imageId, stateOf(each)]));
      etag = page === null ? etag : page.etag;
      if (isAway) note('The API answers again.');
      isAway = false;
    } catch (error) {
      if (!isTransient(error) || known === undefined) throw error;
      if (!isAway) note(`${printableLines(error.message)}. Trying again.`);
      isAway = true;
    }
    await delay(PAUSE_MS);
  }
}

/** Returns the newest images; null if they have not changed since the response with this ETag. */
async function changedPage(client: MiniaturaClient, etag: string | null) {
  const params = { query: { limit: WATCHED } };
  const headers = etag === null ? {} : { 'if-none-match': etag };
  const answer = await client.GET('/images', { params, headers });
  if (answer.response.status === 304) return null;
  const { images } = await dataOf(Promise.resolve(answer));
  return { images, etag: answer.response.headers.get('etag') };
}

/** Returns the images that are new or have changed, oldest first; none at the first request. */
function changedSince(
  known: ReadonlyMap<string, string> | undefined,
  images: readonly ImageSummary[],
): readonly ImageSummary[] {
  if (known === undefined) return [];
  return images.filter((image) => known.get(image.imageId) !== stateOf(image)).toReversed();
}

function stateOf(image: ImageSummary): string {
  return [image.status, image.processedAt, image.reviewDecision].join();
}

function print(image: ImageSummary, isJson: boolean): void {
  const time = new Date().toISOString().slice(11, 19);
  const line = `${time}  ${statusOf(image)}  ${image.name}  ${image.imageId}`;
  console.log(isJson ? printableJson(image) : escapeControlCharacters(line));
}
