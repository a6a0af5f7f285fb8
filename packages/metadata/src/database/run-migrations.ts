import type { Kysely } from 'kysely';
import { type Migration, type MigrationResultSet, Migrator } from 'kysely/migration';
import { MigrationError } from '../errors.ts';
import { image } from '../migrations/0001-image.ts';
import { analysisCall } from '../migrations/0002-analysis-call.ts';
import { etl } from '../migrations/0003-etl.ts';
import { lists } from '../migrations/0004-lists.ts';
import { moderation } from '../migrations/0005-moderation.ts';
import { duplicates } from '../migrations/0006-duplicates.ts';
import { scriptResults } from '../migrations/0007-script-results.ts';
import { purges } from '../migrations/0008-purges.ts';
import { failures } from '../migrations/0009-failures.ts';
import { fileNames } from '../migrations/0010-file-names.ts';
import { renditionFingerprints } from '../migrations/0011-rendition-fingerprint.ts';
import { exactText } from '../migrations/0012-exact-text.ts';
import { camera } from '../migrations/0013-camera.ts';
import { trash } from '../migrations/0014-trash.ts';
import { signingKey } from '../migrations/0015-signing-key.ts';
import { imageChanges } from '../migrations/0016-image-changes.ts';
import { outboxTrace } from '../migrations/0017-outbox-trace.ts';
import { webhooks } from '../migrations/0018-webhooks.ts';
import { idempotencyKey } from '../migrations/0019-idempotency-key.ts';
import { webhookQueues } from '../migrations/0020-webhook-queues.ts';
import { imageCounts } from '../migrations/0021-image-counts.ts';
import { type Engine, MYSQL_ENGINE, SQLITE_ENGINE } from './create-table.ts';
import type { MigrationName } from './migration-names.ts';
import type { MetadataTables } from './tables.ts';

const ENGINES = { mysql: MYSQL_ENGINE, sqlite: SQLITE_ENGINE };

/** Migrates with kysely's migrator, under a lock. @throws MigrationError */
export async function runMigrations(
  db: Kysely<MetadataTables>,
  engineName: Engine['name'],
  upTo?: MigrationName,
): Promise<void> {
  const migrations = migrationsOf(ENGINES[engineName]);
  const migrator = new Migrator({
    // Migrations are written in SQL's names.
    db: db.withoutPlugins(),
    provider: { getMigrations: async () => migrations },
    // Migrations are released when they are ready, so that a lower number may come later.
    allowUnorderedMigrations: true,
  });
  throwFailure(await (upTo ? migrator.migrateTo(upTo) : migrator.migrateToLatest()));
}

/** Released migrations never change. */
function migrationsOf(engine: Engine): Readonly<Record<MigrationName, Migration>> {
  return {
    '0001-image': image(engine),
    '0002-analysis-call': analysisCall(engine),
    '0003-etl': etl(engine),
    '0004-lists': lists(engine),
    '0005-moderation': moderation(engine),
    '0006-duplicates': duplicates(engine),
    '0007-script-results': scriptResults(engine),
    '0008-purges': purges(engine),
    '0009-failures': failures(engine),
    '0010-file-names': fileNames(engine),
    '0011-rendition-fingerprint': renditionFingerprints(engine),
    '0012-exact-text': exactText(engine),
    '0013-camera': camera(engine),
    '0014-trash': trash(engine),
    '0015-signing-key': signingKey(engine),
    '0016-image-changes': imageChanges(engine),
    '0017-outbox-trace': outboxTrace(engine),
    '0018-webhooks': webhooks(engine),
    '0019-idempotency-key': idempotencyKey(engine),
    '0020-webhook-queues': webhookQueues(engine),
    '0021-image-counts': imageCounts(engine),
  };
}

function throwFailure({ error, results = [] }: MigrationResultSet): void {
  if (error === undefined) return;
  const failed = results.find((result) => result.status === 'Error');
  throw new MigrationError(failed?.migrationName ?? null, error);
}
