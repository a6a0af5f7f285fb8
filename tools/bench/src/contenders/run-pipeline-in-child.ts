import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { dataDirectory, EVENTS_IN_FLIGHT, startStack } from '@miniatura/local';
import { DEFAULT_MODERATION_POLICY } from '@miniatura/moderation';
import { ANALYSIS_RENDITION, DEFAULT_RENDITIONS, makeRenditions } from '@miniatura/resize';
import pLimit from 'p-limit';
import sharp from 'sharp';
import { peakBytes } from '../peak-bytes.ts';
import type { Image } from '../pipeline/image.ts';
import { withFunction } from '../pipeline/with-function.ts';

export interface PipelineRequest {
  readonly contender: 'pipeline' | 'function' | 'loop' | 'sharp-loop';
  readonly paths: readonly string[];
  readonly copies: number;
}

export interface PipelineReport {
  readonly perSecond: number;
  readonly cpuMsPerImage: number;
  readonly peakBytes: number;
}

interface Images {
  readonly warmUp: readonly Image[];
  readonly measured: readonly Image[];
}

const RENDITIONS = [...DEFAULT_RENDITIONS, ANALYSIS_RENDITION];

const request = JSON.parse(process.argv[2] ?? '{}') as PipelineRequest;
const scratch = await mkdtemp(join(tmpdir(), 'bench-pipeline-'));
try {
  const run = {
    pipeline: runPipeline,
    function: runFunction,
    loop: runLoop,
    'sharp-loop': runSharpLoop,
  };
  console.log(JSON.stringify(await run[request.contender](await writeCopies(request))));
} finally {
  await rm(scratch, { recursive: true });
}

/**
 * Writes copies of images. Bytes after an image's end make each copy different, so that its labels
 * are not known yet. The first copies are for warming up.
 */
async function writeCopies({ paths, copies }: PipelineRequest): Promise<Images> {
  const folders = Array.from({ length: copies + 1 }, (_, copy) =>
    Promise.all(
      paths.map(async (path) => {
        const key = `${copy}/${basename(path)}`;
        const copyPath = join(scratch, key);
        await mkdir(dirname(copyPath), { recursive: true });
        await writeFile(copyPath, Buffer.concat([await readFile(path), Buffer.from(key)]));
        return { key, path: copyPath };
      }),
    ),
  );
  const [warmUp = [], ...measured] = await Promise.all(folders);
  return { warmUp, measured: measured.flat() };
}

async function measure(
  { warmUp, measured }: Images,
  work: (images: readonly Image[]) => Promise<unknown>,
): Promise<PipelineReport> {
  await work(warmUp);
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  await work(measured);
  const durationMs = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(cpuBefore);
  return {
    perSecond: (measured.length * 1000) / durationMs,
    cpuMsPerImage: (user + system) / 1000 / measured.length,
    peakBytes: peakBytes(),
  };
}

function runLoop(images: Images): Promise<PipelineReport> {
  return measure(images, (items) =>
    pLimit(EVENTS_IN_FLIGHT).map(items, async ({ path }) =>
      makeRenditions(await readFile(path), { renditions: RENDITIONS }),
    ),
  );
}

/** Invokes the thumbnailer's function for each image, as Lambda does. */
function runFunction(images: Images): Promise<PipelineReport> {
  return withFunction(scratch, [...images.warmUp, ...images.measured], (invoke) =>
    measure(images, (items) => pLimit(EVENTS_IN_FLIGHT).map(items, invoke)),
  );
}

/** Processes images as most services do: one call of sharp for each rendition. */
function runSharpLoop(images: Images): Promise<PipelineReport> {
  sharp.cache(false);
  sharp.concurrency(1);
  const resizeAll = async ({ path }: Image) => {
    const bytes = await readFile(path);
    await Promise.all(
      RENDITIONS.map(({ width, height, format, quality }) =>
        sharp(bytes)
          .rotate()
          .resize(width, height, { fit: 'inside', withoutEnlargement: true })
          .toFormat(format, quality === undefined ? {} : { quality })
          .toBuffer(),
      ),
    );
  };
  return measure(images, (items) => pLimit(EVENTS_IN_FLIGHT).map(items, resizeAll));
}

/**
 * Uploads files from another process, as `npm run import` does, and waits for the last row. The
 * first run of the ETL, which creates the warehouse, belongs to the warm-up.
 */
async function runPipeline(images: Images): Promise<PipelineReport> {
  const data = dataDirectory(join(scratch, 'data'));
  let doneCount = 0;
  let hasLoaded = false;
  const stack = await startStack({
    data,
    port: 0,
    databaseUrl: data.databaseUrl,
    retentionDays: 7,
    moderationPolicy: DEFAULT_MODERATION_POLICY,
    log: {
      info: (_, { outcome, key, mergedCount }) => {
        // Runs of the ETL are also logged, without a key.
        hasLoaded ||= mergedCount !== undefined;
        if (key === undefined) return;
        if (outcome !== 'processed') throw new Error(`Expected processed but received ${outcome}`);
        doneCount += 1;
      },
      error: (message, { error }) => {
        throw new Error(message, { cause: error });
      },
    },
  });
  const putter = fork(join(import.meta.dirname, 'put-in-child.ts'), [
    JSON.stringify(stack.endpoints),
  ]);
  await once(putter, 'message');
  try {
    return await measure(images, async (items) => {
      const doneBefore = doneCount;
      putter.send(items);
      while (doneCount < doneBefore + items.length || !hasLoaded) await sleep(5);
    });
  } finally {
    putter.disconnect();
    await stack.stop();
  }
}
