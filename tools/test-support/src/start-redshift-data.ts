import { RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { type Faults, startLocalRedshiftData } from '@miniatura/local-redshift-data';
import { AWS_ACCESS, UNREACHABLE } from './aws-access.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface TestRedshiftDataOptions {
  /** The endpoint from which COPY reads and to which UNLOAD writes. */
  readonly s3Endpoint?: string;
  /** The folder of all data; by default a new one that is deleted at the end. */
  readonly directory?: string;
  readonly faults?: Faults;
}

export interface TestRedshiftData {
  readonly endpoint: string;
  readonly redshiftData: RedshiftDataClient;
}

/** Starts the Redshift Data API on loopback, and a client for it. Both end with `resources`. */
export async function startRedshiftData(
  resources: AsyncDisposableStack,
  { s3Endpoint = UNREACHABLE, directory, faults }: TestRedshiftDataOptions = {},
): Promise<TestRedshiftData> {
  const local = await startLocalRedshiftData({
    directory: directory ?? (await temporaryFolder(resources)),
    port: 0,
    s3: { ...AWS_ACCESS, endpoint: s3Endpoint },
    ...(faults && { faults }),
  });
  resources.defer(() => local.close());
  const redshiftData = new RedshiftDataClient({ ...AWS_ACCESS, endpoint: local.endpoint });
  resources.defer(() => redshiftData.destroy());
  return { endpoint: local.endpoint, redshiftData };
}
