import type { RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import type { S3Client } from '@aws-sdk/client-s3';
import { changeFeedOf, type Metadata } from '@miniatura/metadata';
import { tracerOf } from '@miniatura/tracing';
import { createDataApi, type DataApi } from '@miniatura/warehouse';
import type { Config } from './config.ts';
import { s3LakeFiles } from './lake-files.ts';
import type { EtlDependencies } from './run-etl.ts';
import { s3Staging } from './staging.ts';

export interface Clients {
  readonly s3: S3Client;
  readonly redshiftData: RedshiftDataClient;
  readonly metadata: Pick<Metadata, 'db'>;
}

/** Longer than any pause of a live run. After a run has been killed, other runs wait this long. */
const LEASE_MS = 60_000;

/** Creates the ETL's dependencies. On AWS and on a laptop only the clients differ. */
export function connect(
  { s3, redshiftData, metadata }: Clients,
  config: Omit<
    Config,
    'logLevel' | 'databaseUrl' | 'repairWarehouse' | 'lakeBucket' | 'awsXrayDaemonAddress'
  > &
    Partial<Pick<Config, 'lakeBucket' | 'awsXrayDaemonAddress'>>,
): EtlDependencies {
  const api = createDataApi(redshiftData, {
    workgroupName: config.redshiftWorkgroup,
    database: config.redshiftDatabase,
    secretArn: config.redshiftSecretArn,
  });
  return {
    api,
    feed: changeFeedOf(metadata.db),
    staging: s3Staging(s3, config.stagingBucket),
    stagingPrefix: config.stagingPrefix,
    lake: config.lakeBucket === undefined ? undefined : s3LakeFiles(s3, config.lakeBucket),
    maxRowsPerBatch: config.maxRowsPerBatch,
    prepareWarehouse: onceDone(() => migrate(api)),
    tracer: tracerOf('etl', config.awsXrayDaemonAddress),
    leaseMs: LEASE_MS,
    now: () => new Date(),
  };
}

/** Most runs load nothing, and should not wait for the migrations to be read. */
async function migrate(api: DataApi): Promise<void> {
  const { migrateWarehouse } = await import('./migrate-warehouse.ts');
  await migrateWarehouse(api);
}

/** Runs `work` until it has succeeded once. */
function onceDone(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => {
    done ??= work().catch((error: unknown) => {
      done = undefined;
      throw error;
    });
    return done;
  };
}
