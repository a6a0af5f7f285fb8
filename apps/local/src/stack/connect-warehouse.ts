import { connect } from '@miniatura/etl/connect';
import type { Metadata } from '@miniatura/metadata';
import { createDataApi, ROLES, type DataApi } from '@miniatura/warehouse';
import type { AwsClients } from './aws-clients.ts';
import { LAKE_BUCKET, STAGING_BUCKET, WAREHOUSE_DATABASE, WORKGROUP } from './names.ts';

const MAX_ROWS_PER_BATCH = 100_000;

/** What the ETL, reconciliation and queries work with, against a stack's endpoints. */
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

/** The warehouse for whoever may read the views that are nobody's in particular. */
export function connectAnalyst({ redshiftData }: Pick<AwsClients, 'redshiftData'>): DataApi {
  return createDataApi(redshiftData, {
    clusterIdentifier: WORKGROUP,
    database: WAREHOUSE_DATABASE,
    dbUser: ROLES.analyst,
  });
}
