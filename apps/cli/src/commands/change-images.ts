import { ApiError, dataOf, type MiniaturaClient } from '@miniatura/api-client';
import { printableJson } from '@miniatura/text';
import { CommandError } from '../errors.ts';
import { retry, retryWhileLimited } from '../retry.ts';

/** What the user wants to do with images. */
export type ImageChange = 'trash' | 'restore' | 'delete';

const DONE = { trash: 'in the trash', restore: 'restored', delete: 'deleted' } as const;
/** The largest number of ids in a request. */
const MAX_IDS = 100;

/**
 * Moves images to the trash, restores them from it, or deletes them permanently, and prints the
 * result of each.
 * @throws CommandError if an image was not changed
 */
export async function changeImages(
  client: MiniaturaClient,
  imageIds: readonly string[],
  { change, json }: { readonly change: ImageChange; readonly json?: true },
): Promise<void> {
  const ids = [...new Set(imageIds)];
  const changed = new Set<string>();
  for (let start = 0; start < ids.length; start += MAX_IDS) {
    const some = ids.slice(start, start + MAX_IDS);
    for (const id of await changeSome(client, some, change)) changed.add(id);
  }
  for (const imageId of ids) {
    const isChanged = changed.has(imageId);
    if (json) console.log(printableJson({ imageId, change, isChanged }));
    else if (isChanged) console.log(`${imageId}  ${DONE[change]}`);
  }
  const missing = ids.filter((id) => !changed.has(id));
  if (missing.length > 0) throw new CommandError('failed', missingText(missing, change));
}

async function changeSome(
  client: MiniaturaClient,
  imageIds: string[],
  change: ImageChange,
): Promise<readonly string[]> {
  const body = { imageIds };
  switch (change) {
    case 'trash':
      return changed(() => dataOf(client.POST('/images/trash', { body })));
    case 'restore':
      return changed(() => dataOf(client.POST('/images/restore', { body })));
    case 'delete':
      return deleteEach(client, imageIds);
  }
}

async function changed(
  request: () => Promise<{ readonly imageIds: readonly string[] }>,
): Promise<readonly string[]> {
  return (await retryWhileLimited(request)).imageIds;
}

async function deleteEach(
  client: MiniaturaClient,
  imageIds: readonly string[],
): Promise<readonly string[]> {
  const deleted: string[] = [];
  for (const imageId of imageIds) {
    try {
      const params = { path: { imageId } };
      await retry(() => client.DELETE('/images/{imageId}', { params }));
      deleted.push(imageId);
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'not-found') throw error;
    }
  }
  return deleted;
}

function missingText(imageIds: readonly string[], change: ImageChange): string {
  const where = change === 'restore' ? 'in the trash' : 'of this user';
  return imageIds.map((id) => `Expected an image ${where} but ${id} is none`).join('\n');
}
