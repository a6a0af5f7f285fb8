#!/usr/bin/env node
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openMetadata, similarCandidates, type Metadata } from '@miniatura/metadata';
import { hasMariadb, startMariadb } from '@miniatura/metadata/test-support';
import { Command } from 'commander';
import { sql } from 'kysely';
import { formatTable } from './format-table.ts';

const { images, searches } = new Command('nx run bench:similar --')
  .description('Times the search for near duplicates by perceptual hash.')
  .option('--images <number>', 'how many images there are, with random hashes', Number, 1_000_000)
  .option('--searches <number>', 'how many searches of each distance', Number, 50)
  .parse()
  .opts<{ images: number; searches: number }>();

const DISTANCES = [3, 7, 11];
const ROWS_PER_INSERT = 1000;

await using resources = new AsyncDisposableStack();
const folder = await mkdtemp(join(tmpdir(), 'similar-'));
resources.defer(() => rm(folder, { recursive: true }));
await measure('node:sqlite', `sqlite:${join(folder, 'metadata.sqlite')}`);
if (!(await hasMariadb())) {
  console.log('SKIPPED: MariaDB, for no mariadbd is installed.');
} else {
  const mariadb = await startMariadb();
  resources.defer(() => mariadb.stop());
  await measure('MariaDB', mariadb.databaseUrl('similar'));
}

async function measure(engine: string, url: string): Promise<void> {
  const metadata = await openMetadata({ url });
  try {
    await fill(metadata);
    const rows = [];
    for (const maxDistance of DISTANCES) rows.push(await timeSearches(metadata, maxDistance));
    console.log(`\n${engine}, ${images} images, ${searches} searches of each distance\n`);
    console.log(formatTable(['distance', 'median ms', 'p95 ms', 'rows looked at', 'found'], rows));
  } finally {
    await metadata.close();
  }
}

function hash(): string {
  return randomBytes(8).toString('hex');
}

function imageId(): string {
  return randomBytes(16).toString('hex');
}

async function fill({ db }: Metadata): Promise<void> {
  const at = '2026-11-21 10:00:00.000000';
  for (let done = 0; done < images; done += ROWS_PER_INSERT) {
    const rows = Array.from({ length: Math.min(ROWS_PER_INSERT, images - done) }, () => {
      const id = imageId();
      return sql`(${id}, 'originals', ${id}, '00', 'processed', ${hash()}, ${at}, 1)`;
    });
    await sql`insert into image (image_id, bucket, object_key, sequencer, status, perceptual_hash,
      expires_at, row_version) values ${sql.join(rows)}`.execute(db);
  }
}

/** A search begins at a hash of its own, of which nobody has asked before. */
async function timeSearches(metadata: Metadata, maxDistance: number): Promise<string[]> {
  const durations: number[] = [];
  let found = 0;
  let lookedAt = 0;
  for (let search = 0; search < searches; search++) {
    const { image_id, perceptual_hash } = await anyImage(metadata);
    const startedAt = performance.now();
    found += (await metadata.findSimilarImages(image_id, { maxDistance })).length;
    durations.push(performance.now() - startedAt);
    lookedAt += (await similarCandidates(metadata.db, perceptual_hash ?? '', maxDistance)).length;
  }
  const sorted = durations.toSorted((a, b) => a - b);
  const quantile = (share: number) => (sorted[Math.floor(share * sorted.length)] ?? 0).toFixed(1);
  const mean = (sum: number) => Math.round(sum / searches).toString();
  return [`${maxDistance}`, quantile(0.5), quantile(0.95), mean(lookedAt), `${found}`];
}

function anyImage({ db }: Metadata) {
  return db
    .selectFrom('image')
    .select(['image_id', 'perceptual_hash'])
    .where('image_id', '>=', imageId())
    .orderBy('image_id')
    .limit(1)
    .executeTakeFirstOrThrow();
}
