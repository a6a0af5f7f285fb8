import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { showProgress } from '@miniatura/text';
import { Command } from 'commander';
import { type Finding, runFuzz } from './fuzz/run-fuzz.ts';
import { countFrom } from './parse-count.ts';

const { seed, variants, first, processes, findings } = new Command('npx nx run proofs:fuzz --')
  .description(
    'Makes renditions of broken variants of drawn images of every type. No process may crash, take ' +
      'more than 10 s or 600 MB, or fail with an error without a code. Exits with 1 if there is a ' +
      'finding.',
  )
  .option('--seed <number>', 'determines the variants; random by default', countFrom(0))
  .option('--variants <count>', 'number of variants', countFrom(1), 20_000)
  .option('--first <index>', 'index of the first variant, to repeat a finding', countFrom(0), 0)
  .option('--processes <count>', 'number of concurrent processes', countFrom(1), 2)
  .option('--findings <folder>', 'folder for the bytes of findings', 'fuzz-findings')
  .parse()
  .opts<{ seed?: number; variants: number; first: number; processes: number; findings: string }>();

const usedSeed = seed ?? Math.floor(Math.random() * 2 ** 31);
console.log(`Seed ${usedSeed}`);
let doneCount = 0;
const progress = showProgress('variants', () => ({ doneCount, totalCount: variants }));
const found: string[] = [];
const report = await runFuzz({
  seed: usedSeed,
  variantCount: variants,
  first,
  processCount: processes,
  onFinding: async (finding) => void found.push(await save(finding)),
  onProgress: (count) => void (doneCount = count),
});
progress.stop();

for (const line of found) console.error(line);
console.table(report.outcomes);
const { originalCount, findingCount, slowestMs, peakByteCount } = report;
console.log(
  `${variants} variants of ${originalCount} images: ${findingCount} findings; ` +
    `slowest ${Math.round(slowestMs)} ms, at most ${Math.round(peakByteCount / 1e6)} MB`,
);
process.exitCode = findingCount === 0 ? 0 : 1;

async function save({ index, name, bytes, outcome, fault }: Finding): Promise<string> {
  await mkdir(findings, { recursive: true });
  const path = join(findings, `${usedSeed}-${index}-${name}-${outcome}`);
  await writeFile(path, bytes);
  return `${path}: ${fault}`;
}
