import type { Transaction } from 'kysely';
import { toSqlTime } from '../database/sql-time.ts';
import type { MetadataTables } from '../database/tables.ts';

/**
 * Inserts a delivery of an image's new version for each webhook, in the transaction that writes the
 * image. Thus no event is lost, and none is created without a change.
 */
export async function insertDeliveries(
  tx: Transaction<MetadataTables>,
  { imageId, rowVersion }: { readonly imageId: string; readonly rowVersion: number },
): Promise<void> {
  const now = toSqlTime(new Date().toISOString());
  await tx
    .insertInto('webhookDelivery')
    .columns([
      'webhookId',
      'eventId',
      'imageId',
      'imageStatus',
      'state',
      'attemptCount',
      'createdAt',
      'nextAttemptAt',
    ])
    .expression((eb) =>
      eb
        .selectFrom(['webhook', 'image'])
        .where('image.imageId', '=', imageId)
        .select(({ val }) => [
          'webhook.webhookId',
          val(`${imageId}-${rowVersion}`).as('eventId'),
          'image.imageId',
          'image.status',
          val('waiting' as const).as('state'),
          val(0).as('attemptCount'),
          val(now).as('createdAt'),
          val(now).as('nextAttemptAt'),
        ]),
    )
    .execute();
}
