import type { RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import type { S3Client } from '@aws-sdk/client-s3';
import { type Metadata, purgesOf } from '@miniatura/metadata';
import { createDataApi } from '@miniatura/warehouse';
import type { AuditDependencies } from './audit-retention.ts';
import type { Config } from './config.ts';
import type { PurgeDependencies } from './purge-expired.ts';
import { s3MultipartUploads } from './s3-multipart-uploads.ts';
import { s3ObjectVersions } from './s3-object-versions.ts';

export interface Clients {
  readonly s3: S3Client;
  readonly redshiftData: RedshiftDataClient;
  readonly metadata: Pick<Metadata, 'db'>;
}

/** Creates the dependencies of the handler from its clients, on AWS and on a laptop. */
export function connect(
  { s3, redshiftData, metadata }: Clients,
  config: Omit<Config, 'logLevel' | 'databaseUrl' | 'lakeBucket'> &
    Partial<Pick<Config, 'lakeBucket'>>,
): PurgeDependencies & AuditDependencies {
  return {
    bucket: (name) => ({ ...s3ObjectVersions(s3, name), ...s3MultipartUploads(s3, name) }),
    originalsBucket: config.originalsBucket,
    thumbnailsBucket: config.thumbnailsBucket,
    stagingBucket: config.stagingBucket,
    lakeBucket: config.lakeBucket,
    purges: purgesOf(metadata.db),
    api: createDataApi(redshiftData, {
      workgroupName: config.redshiftWorkgroup,
      database: config.redshiftDatabase,
      secretArn: config.redshiftSecretArn,
    }),
    retentionDays: config.retentionDays,
    now: () => new Date(),
  };
}
