import type { Selectable, Transaction } from 'kysely';
import type { ImageChange } from './image-change.ts';
import type { ImageTable, MetadataTables } from '../database/tables.ts';
import { updateImage } from './update-image.ts';

type Tx = Transaction<MetadataTables>;
type Twin = Pick<Selectable<ImageTable>, 'imageId' | 'rowVersion' | 'duplicateOf'>;
type Stored = Pick<Selectable<ImageTable>, 'sha256' | 'duplicateOf'>;

/**
 * The image that a picture is a duplicate of: the oldest living one of the same bytes that is no
 * duplicate itself. Where the first one is gone, the oldest duplicate that is left takes its place,
 * in the same transaction; so of images that are there, none is in a circle of duplicates.
 *
 * @returns null for the first of its bytes, and for whatever is no processed picture
 */
export async function originalOf(
  tx: Tx,
  { imageId, status, updateColumns: { sha256 } }: ImageChange,
  stored: Stored | undefined,
): Promise<string | null> {
  if (status !== 'processed' || sha256 == null) return null;
  // Put again, the first one stays the first one.
  if (stored?.sha256 === sha256 && stored.duplicateOf === null) return null;
  const twin = await oldestTwin(tx, imageId, sha256);
  if (twin === undefined) return null;
  // A duplicate becomes the first of its bytes.
  if (twin.duplicateOf !== null) await updateImage(tx, twin, { duplicateOf: null });
  return twin.imageId;
}

function oldestTwin(tx: Tx, imageId: string, sha256: string): Promise<Twin | undefined> {
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
