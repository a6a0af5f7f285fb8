#!/usr/bin/env node
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Metadata, openMetadata, similarCandidates } from '@miniatura/metadata';
import { SERVER_KINDS } from '@miniatura/metadata/test-support';
import { Command } from 'commander';
import { formatTable } from './format-table.ts';
import { parseCount } from './parse-count.ts';
import {
  CACHE_MEGABYTES,
  fillWithImages,
  numberedImage,
  plantTwins,
} from './similar/numbered-images.ts';
import { scanForSimilar } from './similar/scan-for-similar.ts';

const { images, searches, scans } = new Command('npx nx run bench:similar --')
  .description(
    'Times the search for near duplicates by perceptual hash, compared with a full scan.',
  )
  .option('--images <number>', 'number of images with random hashes', parseCount, 1_000_000)
  .option('--searches <number>', 'number of searches per distance', parseCount, 50)
  .option('--scans <number>', 'number of searches that a scan repeats', parseCount, 3)
  .parse()
  .opts<{ images: number; searches: number; scans: number }>();

const DISTANCES = [3, 7, 11];
const HEADINGS = ['distance', 'median ms', 'p95 ms', 'compared', 'found', 'missed', 'scan ms'];

await using resources = new AsyncDisposableStack();
const folder = await mkdtemp(join(tmpdir(), 'similar-'));
resources.defer(() => rm(folder, { recursive: true }));
await measure('sqlite', 'node:sqlite', `sqlite:${join(folder, 'metadata.sqlite')}`);
for (const { name, version, source, start } of Object.values(SERVER_KINDS)) {
  if (version() === undefined) {
    console.log(`SKIPPED: ${name}. It comes from ${source}.`);
    continue;
  }
  const server = await start({ bufferPoolMegabytes: CACHE_MEGABYTES });
  resources.defer(() => server.stop());
  await measure('mysql', `${name} ${version()}`, server.databaseUrl('similar'));
}

async function measure(engine: 'sqlite' | 'mysql', name: string, url: string): Promise<void> {
  const metadata = await openMetadata({ url });
  try {
    const startedAt = performance.now();
    await fillWithImages(metadata, engine, images);
    await plantTwins(metadata, searches);
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
    const rows = [];
    for (const maxDistance of DISTANCES) rows.push(await timeSearches(metadata, maxDistance));
    console.log(`\n${name}, ${images} images, filled in ${seconds} s; per distance`);
    console.log(`${searches} searches, of which a scan repeats ${scans}\n`);
    console.log(formatTable(HEADINGS, rows));
  } finally {
    await metadata.close();
  }
}

/**
 * Times searches. Each begins at a hash whose planted twins must be found, and a scan finds all
 * other results.
 */
async function timeSearches(metadata: Metadata, maxDistance: number): Promise<string[]> {
  const durations: number[] = [];
  const scanDurations: number[] = [];
  const total = { found: 0, missed: 0, lookedAt: 0 };
  for (let n = 1; n <= searches; n++) {
    const { imageId, hash } = numberedImage(n);
    const startedAt = performance.now();
    const similar = await metadata.findSimilarImages(imageId, { maxDistance, limit: 1000 });
    durations.push(performance.now() - startedAt);
    total.found += similar.length;
    const text = hash.toString(16).padStart(16, '0');
    total.lookedAt += (await similarCandidates(metadata.db, text, maxDistance)).length;
    if (n > scans) {
      // There is one planted twin for each distance from 0 on.
      total.missed += Math.max(0, maxDistance + 1 - similar.length);
      continue;
    }
    const scanStartedAt = performance.now();
    const all = await scanForSimilar(metadata, imageId, hash, maxDistance);
    scanDurations.push(performance.now() - scanStartedAt);
    total.missed += all.difference(new Set(similar.map((each) => each.imageId))).size;
  }
  return [
    `${maxDistance}`,
    quantile(durations, 0.5),
    quantile(durations, 0.95),
    `${Math.round(total.lookedAt / searches)}`,
    `${total.found}`,
    `${total.missed}`,
    quantile(scanDurations, 0.5),
  ];
}

function quantile(durationsMs: readonly number[], share: number): string {
  const sorted = durationsMs.toSorted((a, b) => a - b);
  return (sorted[Math.floor(share * sorted.length)] ?? 0).toFixed(1);
}
