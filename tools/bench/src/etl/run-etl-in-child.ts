import { runEtl } from '@miniatura/etl';
import { connect } from '@miniatura/etl/connect';
import { openMetadata } from '@miniatura/metadata';
import { peakBytes } from '../peak-bytes.ts';
import { connectServices, type Endpoints, STAGING_BUCKET, TARGET } from './connect-services.ts';

export interface EtlRequest {
  readonly url: string;
  readonly endpoints: Endpoints;
  /** True to keep the staged files for other contenders. */
  readonly keepsFiles: boolean;
}

export interface EtlMeasure {
  readonly durationMs: number;
  readonly claimMs: number;
  /** Redshift's execution time of the batches in milliseconds. */
  readonly redshiftMs: number;
  readonly imageCount: number;
  readonly peakBytes: number;
}

/** Runs the ETL in this process with existing tables, and returns the measurements. */
async function measure({ url, endpoints, keepsFiles }: EtlRequest): Promise<EtlMeasure> {
  const metadata = await openMetadata({ url });
  const dependencies = connect(
    { ...connectServices(endpoints), metadata },
    {
      stagingBucket: STAGING_BUCKET,
      stagingPrefix: 'staging',
      redshiftWorkgroup: TARGET.workgroupName,
      redshiftDatabase: TARGET.database,
      redshiftSecretArn: undefined,
      maxRowsPerBatch: 100_000,
    },
  );
  await dependencies.prepareWarehouse();
  let claimMs = 0;
  const claimChanges: typeof dependencies.feed.claimChanges = async (request) => {
    const startedAt = performance.now();
    const batch = await dependencies.feed.claimChanges(request);
    claimMs += performance.now() - startedAt;
    return batch;
  };
  const staging = keepsFiles
    ? { ...dependencies.staging, deleteAll: async () => undefined }
    : dependencies.staging;
  const startedAt = performance.now();
  const report = await runEtl({
    ...dependencies,
    staging,
    feed: { ...dependencies.feed, claimChanges },
  });
  const durationMs = performance.now() - startedAt;
  await metadata.close();
  const { redshiftMs, mergedCount: imageCount } = report;
  return { durationMs, claimMs, redshiftMs, imageCount, peakBytes: peakBytes() };
}

if (import.meta.main) {
  console.log(JSON.stringify(await measure(JSON.parse(process.argv[2] ?? ''))));
  process.exit();
}
