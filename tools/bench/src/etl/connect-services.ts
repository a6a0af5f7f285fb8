import { RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { S3Client } from '@aws-sdk/client-s3';

export const REGION = 'us-east-1';
export const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local-secret' };
export const STAGING_BUCKET = 'staging-bucket';
/** The stand-in accepts any target. */
export const TARGET = { workgroupName: 'local', database: 'dev' };

/** Endpoints of S3 and the Data API. */
export interface Endpoints {
  readonly s3: string;
  readonly redshift: string;
}

export function connectServices({ s3, redshift }: Endpoints) {
  const common = { region: REGION, credentials: CREDENTIALS };
  return {
    s3: new S3Client({ ...common, endpoint: s3 }),
    redshiftData: new RedshiftDataClient({ ...common, endpoint: redshift }),
  };
}
