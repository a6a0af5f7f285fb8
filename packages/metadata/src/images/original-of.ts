import type { Selectable, Transaction } from 'kysely';
import type { ImageTable, MetadataTables } from '../database/tables.ts';
import type { ImageChange } from './image-change.ts';
import { updateImage } from './update-image.ts';

type Tx = Transaction<MetadataTables>;
type Duplicate = Pick<Selectable<ImageTable>, 'imageId' | 'rowVersion' | 'duplicateOf'>;
type Stored = Pick<Selectable<ImageTable>, 'sha256' | 'duplicateOf'>;

/**
 * Returns the image of which another one is a duplicate: the oldest existing image with the same
 * bytes that is not a duplicate itself. If the first one was removed, the oldest remaining
 * duplicate replaces it in the same transaction. Therefore existing images never form a cycle of
 * duplicates.
 *
 * @returns null for the first image with its bytes, and for images that are not processed
 */
export async function originalOf(
  tx: Tx,
  { imageId, status, updateColumns: { sha256 } }: ImageChange,
  stored: Stored | undefined,
): Promise<string | null> {
  if (status !== 'processed' || sha256 == null) return null;
  // When uploaded again, the first image remains the first.
  if (stored?.sha256 === sha256 && stored.duplicateOf === null) return null;
  const duplicate = await oldestDuplicate(tx, imageId, sha256);
  if (duplicate === undefined) return null;
  // A duplicate becomes the first image with its bytes.
  if (duplicate.duplicateOf !== null) await updateImage(tx, duplicate, { duplicateOf: null });
  return duplicate.imageId;
}

function oldestDuplicate(tx: Tx, imageId: string, sha256: string): Promise<Duplicate | undefined> {
  return tx
    .selectFrom('image')
    .select(['imageId', 'rowVersion', 'duplicateOf'])
    .where('sha256', '=', sha256)
    .where('status', '=', 'processed')
    .where('imageId', '!=', imageId)
    .orderBy(({ eb }) => eb('duplicateOf', 'is not', null))
    .orderBy('uploadedAt')
    .orderBy('imageId')
    .limit(1)
    .executeTakeFirst();
}
