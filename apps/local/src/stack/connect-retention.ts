import type { Metadata } from '@miniatura/metadata';
import { connect } from '@miniatura/retention/connect';
import type { AwsClients } from './aws-clients.ts';
import {
  LAKE_BUCKET,
  ORIGINALS_BUCKET,
  RETENTION_DAYS,
  STAGING_BUCKET,
  THUMBNAILS_BUCKET,
  WAREHOUSE_DATABASE,
  WORKGROUP,
} from './names.ts';

/** Creates the dependencies of purges and audits for a stack's endpoints. */
export function connectRetention(
  clients: Pick<AwsClients, 's3' | 'redshiftData'>,
  metadata: Metadata,
) {
  return connect(
    { ...clients, metadata },
    {
      originalsBucket: ORIGINALS_BUCKET,
      thumbnailsBucket: THUMBNAILS_BUCKET,
      stagingBucket: STAGING_BUCKET,
      lakeBucket: LAKE_BUCKET,
      retentionDays: RETENTION_DAYS,
      redshiftWorkgroup: WORKGROUP,
      redshiftDatabase: WAREHOUSE_DATABASE,
      redshiftSecretArn: undefined,
    },
  );
}
