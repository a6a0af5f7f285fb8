import { join } from 'node:path';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { startLocalRedshiftData } from '@miniatura/local-redshift-data';
import { startLocalS3 } from '@miniatura/local-s3';
import { cpuMs } from '../measure-process.ts';
import { CREDENTIALS, REGION, STAGING_BUCKET } from './connect-services.ts';

/**
 * Serves S3 and the Data API for a folder until the parent ends, so that their memory does not
 * count as the ETL's. It answers each message with its processor time in milliseconds.
 */
const [folder = ''] = process.argv.slice(2);
const s3 = await startLocalS3({ directory: join(folder, 's3') });
const redshift = await startLocalRedshiftData({
  directory: join(folder, 'redshift'),
  port: 0,
  s3: { endpoint: s3.endpoint, region: REGION, credentials: CREDENTIALS },
});
const client = new S3Client({ endpoint: s3.endpoint, region: REGION, credentials: CREDENTIALS });
await client.send(new CreateBucketCommand({ Bucket: STAGING_BUCKET }));
client.destroy();
process.once('disconnect', () => process.exit());
process.on('message', () => process.send?.(cpuMs()));
process.send?.({ s3: s3.endpoint, redshift: redshift.endpoint });
