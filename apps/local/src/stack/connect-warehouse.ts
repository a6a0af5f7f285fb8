import { connect } from '@miniatura/etl/connect';
import type { Metadata } from '@miniatura/metadata';
import { createDataApi, type DataApi, ROLES } from '@miniatura/warehouse';
import type { AwsClients } from './aws-clients.ts';
import { LAKE_BUCKET, STAGING_BUCKET, WAREHOUSE_DATABASE, WORKGROUP } from './names.ts';

const MAX_ROWS_PER_BATCH = 100_000;

/** Creates the dependencies of the ETL, reconciliation and queries for a stack's endpoints. */
export function connectWarehouse(
  clients: Pick<AwsClients, 's3' | 'redshiftData'>,
  metadata: Metadata,
) {
  return connect(
    { ...clients, metadata },
    {
      stagingBucket: STAGING_BUCKET,
      stagingPrefix: 'batches',
      lakeBucket: LAKE_BUCKET,
      redshiftWorkgroup: WORKGROUP,
      redshiftDatabase: WAREHOUSE_DATABASE,
      redshiftSecretArn: undefined,
      maxRowsPerBatch: MAX_ROWS_PER_BATCH,
    },
  );
}

/**
 * A warehouse client with the rights of an analyst, who may read the views without personal data.
 */
export function connectAnalyst({ redshiftData }: Pick<AwsClients, 'redshiftData'>): DataApi {
  return createDataApi(redshiftData, {
    clusterIdentifier: WORKGROUP,
    database: WAREHOUSE_DATABASE,
    dbUser: ROLES.analyst,
  });
}
