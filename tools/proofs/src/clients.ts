import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { showProgress } from '@miniatura/text';
import { Command } from 'commander';
import {
  judgeClients,
  MAX_GROWTH_BYTE_COUNT,
  type ProcessFootprint,
} from './clients/judge-clients.ts';
import { runClients } from './clients/run-clients.ts';
import { countFrom } from './parse-count.ts';

/** Longer than any server of the stack keeps an idle connection. */
const REST_MS = 90_000;
const SERVER_COUNT = 10;

const { seed, exchanges } = new Command('npx nx run proofs:clients --')
  .description(
    "Sends truncated, slow, invalid, large and unfinished requests to each server of the laptop's " +
      'stack. Afterwards each server must answer, and must have no more open sockets and files, at ' +
      `most ${MAX_GROWTH_BYTE_COUNT / 1e6} MB more memory, no unhandled error, and all acknowledged data. ` +
      'Exits with 1 otherwise.',
  )
  .option('--seed <number>', 'determines the exchanges; random by default', countFrom(0))
  .option('--exchanges <count>', 'number of exchanges with each server', countFrom(1), 2_000)
  .parse()
  .opts<{ seed?: number; exchanges: number }>();

const usedSeed = seed ?? Math.floor(Math.random() * 2 ** 31);
console.log(`Seed ${usedSeed}, ${exchanges} exchanges with each server`);
const scratch = await mkdtemp(join(tmpdir(), 'proofs-clients-'));

let doneCount = 0;
const totalCount = exchanges * SERVER_COUNT;
const progress = showProgress('exchanges', () => ({ doneCount, totalCount }));
const report = await runClients({
  seed: usedSeed,
  exchangeCount: exchanges,
  directory: join(scratch, 'data'),
  restMs: REST_MS,
  onProgress: (count) => void (doneCount += count),
});
progress.stop();

for (const { name, statuses } of report.servers)
  console.log(`${name}: ${JSON.stringify(statuses)}`);
for (const footprint of report.footprints) console.log(lineOf(footprint));
const broken = judgeClients(report);
for (const line of broken) console.error(line);
console.log(broken.length === 0 ? 'Kept' : 'BROKEN');
await rm(scratch, { recursive: true });
// Connections that clients of this process keep open must not delay its end.
process.exit(broken.length === 0 ? 0 : 1);

function lineOf({ name, before, after }: ProcessFootprint): string {
  const megabytes = (byteCount: number) => `${(byteCount / 1e6).toFixed(0)} MB`;
  const reported = ({ rssByteCount, heapByteCount, externalByteCount, open }: typeof before) =>
    `${megabytes(rssByteCount)} resident, ${megabytes(heapByteCount + externalByteCount)} held, ` +
    (open ? `${open.sockets} sockets, ${open.files} files` : 'unknown open');
  return `${name}: ${reported(before)}; then ${reported(after)}`;
}
