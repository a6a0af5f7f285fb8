import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SERVER_KINDS } from '@miniatura/metadata/test-support';
import { Command, Option } from 'commander';
import { countFrom } from './parse-count.ts';
import {
  judgeAnswers,
  judgeCounts,
  judgeGrowth,
  slowestOf,
  type SoakReport,
} from './soak/judge-soak.ts';
import { runSoak, type SoakRound } from './soak/run-soak.ts';

const DATABASES = ['sqlite', 'mysql', 'mariadb'] as const;
const DEADLINE_MS = 1_800_000;
/** Longer than any server of the stack keeps an idle connection. */
const REST_MS = 75_000;

const { images, round, database } = new Command('npx nx run proofs:soak --')
  .description(
    "Uploads drawn images to the laptop's stack. At the end, memory must be at most 1.2 times that " +
      'after the first round, no more files may be open, the database and the warehouse must ' +
      "contain each image once, and all of the dashboard's questions must be answered. Exits with 1 " +
      'otherwise.',
  )
  .option('--images <count>', 'number of images', countFrom(1), 10_000)
  .option('--round <count>', 'number of images per round', countFrom(1), 1_000)
  .addOption(
    new Option(
      '--database <name>',
      'database engine; the server must be installed, and is started for the run',
    )
      .choices(DATABASES)
      .default('sqlite' satisfies (typeof DATABASES)[number]),
  )
  .parse()
  .opts<{ images: number; round: number; database: (typeof DATABASES)[number] }>();

await using resources = new AsyncDisposableStack();
const scratch = await mkdtemp(join(tmpdir(), 'proofs-soak-'));
resources.defer(() => rm(scratch, { recursive: true }));
const server = database === 'sqlite' ? undefined : await SERVER_KINDS[database].start();
resources.defer(async () => server?.stop());

console.log(`${images} images, ${database}, measured after every ${round}`);
const report = await runSoak({
  imageCount: images,
  roundSize: round,
  directory: join(scratch, 'data'),
  databaseUrl: server?.databaseUrl('soak'),
  restMs: REST_MS,
  deadlineMs: DEADLINE_MS,
  onRound: (each) => console.log(lineOf(each)),
});
console.table(report.counts);
const broken = [...judgeCounts(report), ...judgeAnswers(report), ...judgeGrowth(report)];
for (const line of broken) console.error(line);
console.log(`Slowest question: ${questionOf(report)}`);
const growth = report.last.rssByteCount / report.first.rssByteCount;
console.log(
  `Memory ${growth.toFixed(2)} times that after the first ${round}: ${broken.length === 0 ? 'kept' : 'BROKEN'}`,
);
process.exitCode = broken.length === 0 ? 0 : 1;

function questionOf({ answered }: Pick<SoakReport, 'answered'>): string {
  const slowest = slowestOf(answered);
  return slowest ? `${slowest.question} in ${slowest.durationMs.toFixed(0)} ms` : 'none';
}

function lineOf({ imageCount, perSecond, footprint, answers }: SoakRound): string {
  const megabytes = (byteCount: number) => (byteCount / 1e6).toFixed(0).padStart(4);
  const { rssByteCount, heapByteCount, externalByteCount, open } = footprint;
  return (
    `${String(imageCount).padStart(6)} images, ${perSecond.toFixed(1)}/s: ` +
    `${megabytes(rssByteCount)} MB resident, ${megabytes(heapByteCount)} heap, ` +
    `${megabytes(externalByteCount)} outside; open: ` +
    (open ? `${open.files} files, ${open.tables} of tables, ${open.sockets} sockets` : 'unknown') +
    `; slowest question: ${questionOf({ answered: answers })}`
  );
}
