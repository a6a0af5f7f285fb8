import { RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { RekognitionClient } from '@aws-sdk/client-rekognition';
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { AwsEndpoints } from './endpoints.ts';
import { CREDENTIALS, REGION } from './names.ts';

const silent = () => undefined;
/**
 * Suppresses warnings of the SDK between the output of a command. Without `info`, the SDK does not
 * copy each request and response for its log.
 */
const SILENT_LOGGER = { trace: silent, debug: silent, warn: silent, error: silent } as NonNullable<
  S3ClientConfig['logger']
>;

/** Creates the SDK clients of production for a stack's endpoints. */
export function awsClients(endpoints: AwsEndpoints) {
  const shared = { region: REGION, credentials: CREDENTIALS, logger: SILENT_LOGGER };
  return {
    s3: new S3Client({ ...shared, endpoint: endpoints.s3 }),
    rekognition: new RekognitionClient({ ...shared, endpoint: endpoints.rekognition }),
    sqs: new SQSClient({ ...shared, endpoint: endpoints.sqs }),
    redshiftData: new RedshiftDataClient({ ...shared, endpoint: endpoints.redshiftData }),
  };
}

export type AwsClients = ReturnType<typeof awsClients>;
