import { RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { S3Client } from '@aws-sdk/client-s3';
import { openMetadata } from '@miniatura/metadata';
import { AWS_ACCESS } from '@miniatura/test-support/aws-access';
import { connect } from '../src/connect.ts';
import { runEtl } from '../src/index.ts';

/** Runs the ETL in a process of its own, to be killed: URL of the metadata, S3, Data API, bucket. */
const [url = '', s3Endpoint = '', redshiftEndpoint = '', stagingBucket = ''] =
  process.argv.slice(2);
const metadata = await openMetadata({ url });
const clients = {
  metadata,
  s3: new S3Client({ ...AWS_ACCESS, endpoint: s3Endpoint }),
  redshiftData: new RedshiftDataClient({ ...AWS_ACCESS, endpoint: redshiftEndpoint }),
};
const config = {
  stagingBucket,
  stagingPrefix: 'staging',
  redshiftWorkgroup: 'miniatura',
  redshiftDatabase: 'dev',
  redshiftSecretArn: undefined,
  maxRowsPerBatch: 20,
};
process.send?.('ready');
const report = await runEtl({ ...connect(clients, config), leaseMs: 500 });
process.send?.(report);
await metadata.close();
process.disconnect();
