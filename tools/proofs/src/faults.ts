import { SERVER_KINDS } from '@miniatura/metadata/test-support';
import { showProgress } from '@miniatura/text';
import { Command } from 'commander';
import { FAULTS } from './faults/faulty-proxy.ts';
import { judgeFaults, judgeSystem, type SystemReport } from './faults/judge-faults.ts';
import { proveFaultsOnServer, proveFaultsOnSqlite } from './faults/prove-faults.ts';
import type { FaultReport } from './faults/run-faults.ts';
import { countFrom } from './parse-count.ts';

const DEADLINE_MS = 600_000;

const { uploads, faultMs } = new Command('npx nx run proofs:faults --')
  .description(
    'Makes S3, Rekognition, Bedrock, the Data API and the database slow, throttled, faulty, ' +
      'disconnected and unavailable, one after the other, while images are uploaded. Each image ' +
      'must be processed or rejected once, and the warehouse must contain all of them. Exits with ' +
      '1 otherwise.',
  )
  .option('--uploads <count>', 'number of uploads for each dependency', countFrom(1), 500)
  .option('--fault-ms <duration>', 'duration of each fault in ms', countFrom(1), 6500)
  .parse()
  .opts<{ uploads: number; faultMs: number }>();

let doneCount = 0;
let progress: ReturnType<typeof showProgress> | undefined;
const reports: FaultReport[] = [];
const options = {
  uploadCount: uploads,
  faultMs,
  faults: FAULTS,
  deadlineMs: DEADLINE_MS,
  onStart: (dependency: string) => {
    doneCount = 0;
    const counts = () => ({ doneCount, totalCount: uploads });
    progress = showProgress(`images with faults of ${dependency}`, counts);
  },
  onProgress: (endedCount: number) => void (doneCount = endedCount),
  onReport: (report: FaultReport) => {
    progress?.stop();
    reports.push(report);
  },
};
const systems: SystemReport[] = [await proveFaultsOnSqlite(options)];
for (const kind of Object.values(SERVER_KINDS)) {
  if (kind.version() === undefined)
    console.log(`SKIPPED: ${kind.name}. It comes from ${kind.source}.`);
  else systems.push(await proveFaultsOnServer(kind, options));
}

console.table(
  reports.map(({ dependency, processedCount, rejectedCount, ...counts }) => ({
    dependency,
    processed: processedCount,
    rejected: rejectedCount,
    'met a fault': counts.harmedCount,
    'failed attempts': counts.errorCount,
    'dead letters': counts.deadLetterCount,
  })),
);
const broken = [...reports.flatMap(judgeFaults), ...systems.flatMap(judgeSystem)];
for (const line of broken) console.error(line);
console.log(broken.length === 0 ? 'Kept' : 'BROKEN');
process.exitCode = broken.length === 0 ? 0 : 1;
