import type { Kysely } from 'kysely';
import * as z from 'zod';
import { databaseErrorOf } from '../database/database-failure.ts';
import type { MetadataTables } from '../database/tables.ts';
import { lazily } from '../lazily.ts';
import { parseOrReject } from '../parse-or-reject.ts';
import type { ImageStatus } from './image-fields.ts';

const MAX_CHANGES = 1000;

const listChangesSchema = lazily(() =>
  z.object({
    uploadedBy: z.string(),
    /** Exclusive: a version of `nextRowVersion`. */
    afterVersion: z.number().int().min(0),
    limit: z.number().int().min(1).max(MAX_CHANGES),
  }),
);
export type ListChangesRequest = Readonly<z.input<ReturnType<typeof listChangesSchema>>>;

/** The newest version of an image. */
export interface ImageVersion {
  readonly imageId: string;
  readonly status: ImageStatus;
  /** Usually the time of the change in milliseconds since 1970. */
  readonly rowVersion: number;
}

/**
 * Lists the images of a user whose versions are newer, oldest version first. All images of the last
 * version are listed, even above the limit. A removed image has no uploader and is not listed.
 */
export async function listChanges(
  db: Kysely<MetadataTables>,
  request: ListChangesRequest,
): Promise<ImageVersion[]> {
  const { uploadedBy, afterVersion, limit } = parseOrReject(
    listChangesSchema(),
    request,
    'list of changes',
  );
  const changes = db
    .selectFrom('image')
    .select(['imageId', 'status', 'rowVersion'])
    .where('uploadedBy', '=', uploadedBy);
  try {
    const listed = await changes
      .where('rowVersion', '>', afterVersion)
      .orderBy('rowVersion')
      .limit(limit)
      .execute();
    if (listed.length < limit) return listed;
    // Others of the last version would be skipped by a caller that continues after it.
    const last = listed.at(-1)!.rowVersion;
    const ofLast = await changes.where('rowVersion', '=', last).execute();
    return [...listed.filter(({ rowVersion }) => rowVersion < last), ...ofLast];
  } catch (error) {
    throw databaseErrorOf(error);
  }
}
