import { runEtl } from '@miniatura/etl';
import { connect } from '@miniatura/etl/connect';
import { openMetadata } from '@miniatura/metadata';
import { cpuMs } from '../measure-process.ts';
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
  /** Processor time of the ETL in milliseconds. */
  readonly cpuMs: number;
  /** Processor time of the claims in milliseconds. */
  readonly claimCpuMs: number;
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
  let claimCpuMs = 0;
  const claimChanges: typeof dependencies.feed.claimChanges = async (request) => {
    const startCpuMs = cpuMs();
    const batch = await dependencies.feed.claimChanges(request);
    claimCpuMs += cpuMs() - startCpuMs;
    return batch;
  };
  const staging = keepsFiles
    ? { ...dependencies.staging, deleteAll: async () => undefined }
    : dependencies.staging;
  const startedAt = performance.now();
  const startCpuMs = cpuMs();
  const report = await runEtl({
    ...dependencies,
    staging,
    feed: { ...dependencies.feed, claimChanges },
  });
  const durationMs = performance.now() - startedAt;
  const runCpuMs = cpuMs() - startCpuMs;
  await metadata.close();
  const { redshiftMs, mergedCount: imageCount } = report;
  const times = { durationMs, cpuMs: runCpuMs, claimCpuMs, redshiftMs };
  return { ...times, imageCount, peakBytes: peakBytes() };
}

if (import.meta.main) {
  console.log(JSON.stringify(await measure(JSON.parse(process.argv[2] ?? ''))));
  process.exit();
}
