import { SERVER_KINDS } from '@miniatura/metadata/test-support';
import { expect, test } from 'vitest';
import { judgeFaults, judgeSystem } from '../src/faults/judge-faults.ts';
import { proveFaultsOnServer, proveFaultsOnSqlite } from '../src/faults/prove-faults.ts';
import type { FaultReport } from '../src/faults/run-faults.ts';

const TIMEOUT_MS = 300_000;
const UPLOAD_COUNT = 8;

async function prove(run: typeof proveFaultsOnSqlite) {
  const reports: FaultReport[] = [];
  const system = await run({
    uploadCount: UPLOAD_COUNT,
    faultMs: 250,
    faults: ['failing', 'dropping'],
    deadlineMs: TIMEOUT_MS,
    onStart: () => undefined,
    onProgress: () => undefined,
    onReport: (report) => reports.push(report),
  });
  return { reports, broken: [...reports.flatMap(judgeFaults), ...judgeSystem(system)] };
}

test(
  'S3, Rekognition, Bedrock, the Data API and SQLite fail in turn, and no image is lost or doubled',
  { timeout: TIMEOUT_MS },
  async () => {
    const { reports, broken } = await prove(proveFaultsOnSqlite);
    expect(broken).toEqual([]);
    expect(reports.map(({ dependency }) => dependency)).toEqual([
      's3',
      'rekognition',
      'bedrock',
      'data-api',
      'sqlite',
    ]);
    expect(reports.map(({ rejectedCount }) => rejectedCount)).toEqual([2, 2, 2, 2, 2]);
  },
);

/** One server is enough, as in tests of other projects: the command `proofs:faults` tests both. */
const kind = Object.values(SERVER_KINDS).find(({ version }) => version() !== undefined);
if (!kind) console.log('SKIPPED: faults of a database server: neither MySQL nor MariaDB is there.');

test.runIf(kind !== undefined)(
  'a database server fails, and no image is lost or doubled',
  { timeout: TIMEOUT_MS },
  async () => {
    const { reports, broken } = await prove((options) => proveFaultsOnServer(kind!, options));
    expect(broken).toEqual([]);
    expect(reports).toMatchObject([{ dependency: kind!.name, rejectedCount: 2 }]);
  },
);

const REPORT: FaultReport = {
  dependency: 's3',
  uploadCount: 10,
  harmedCount: 4,
  processedCount: 8,
  rejectedCount: 2,
  wrong: [],
  errorCount: 3,
  deadLetterCount: 0,
  unexplained: [],
};

test('a lost image, a duplicated one, a dead letter without a reason and unused faults are reported', () => {
  expect(judgeFaults(REPORT)).toEqual([]);
  const wrong = ['s3/00001.jpg is processed, changed 2 times'];
  const unexplained = ['m-1'];
  const broken = { ...REPORT, processedCount: 7, harmedCount: 0, wrong, unexplained };
  expect(judgeFaults(broken)).toEqual([
    'Expected 10 images to end, with s3, but received 9',
    'Expected requests to meet faults of s3 but received none',
    's3/00001.jpg is processed, changed 2 times',
    'Expected dead letter m-1 to say why but received nothing',
  ]);
});

test('a thumbnail without a row and a differing warehouse are reported', () => {
  const system = { strayThumbnails: [], isWarehouseEqual: true, imageCount: 10 };
  expect(judgeSystem(system)).toEqual([]);
  expect(judgeSystem({ ...system, strayThumbnails: ['a'], isWarehouseEqual: false })).toEqual([
    'Expected a row and an object for a but received one only',
    'Expected the warehouse to hold all 10 images but received a difference',
  ]);
});
