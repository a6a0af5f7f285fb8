import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import {
  awsClients,
  dataDirectory,
  EVENTS_IN_FLIGHT,
  ORIGINALS_BUCKET,
  startStack,
} from '@miniatura/local';
import { ANALYSIS_RENDITION, DEFAULT_RENDITIONS, makeRenditions } from '@miniatura/resize';
import sharp from 'sharp';

export interface PipelineRequest {
  readonly contender: 'pipeline' | 'loop' | 'sharp-loop';
  readonly paths: readonly string[];
  readonly copies: number;
}

export interface PipelineReport {
  readonly perSecond: number;
  readonly cpuMsPerPicture: number;
  readonly peakBytes: number;
}

interface Picture {
  readonly key: string;
  readonly path: string;
}

interface Pictures {
  readonly warmUp: readonly Picture[];
  readonly measured: readonly Picture[];
}

const RENDITIONS = [...DEFAULT_RENDITIONS, ANALYSIS_RENDITION];
const PUTS_IN_FLIGHT = 8;

const request = JSON.parse(process.argv[2] ?? '{}') as PipelineRequest;
const scratch = await mkdtemp(join(tmpdir(), 'bench-pipeline-'));
try {
  const run = { pipeline: runPipeline, loop: runLoop, 'sharp-loop': runSharpLoop };
  console.log(JSON.stringify(await run[request.contender](await writeCopies(request))));
} finally {
  await rm(scratch, { recursive: true });
}

/**
 * Bytes behind a picture's end make each copy another one, whose labels are not known yet. The
 * first copies are for warming up.
 */
async function writeCopies({ paths, copies }: PipelineRequest): Promise<Pictures> {
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
  { warmUp, measured }: Pictures,
  work: (pictures: readonly Picture[]) => Promise<void>,
): Promise<PipelineReport> {
  await work(warmUp);
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  await work(measured);
  const durationMs = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(cpuBefore);
  return {
    perSecond: (measured.length * 1000) / durationMs,
    cpuMsPerPicture: (user + system) / 1000 / measured.length,
    peakBytes: process.resourceUsage().maxRSS * 1024,
  };
}

async function eachInFlight<T>(
  items: readonly T[],
  inFlight: number,
  work: (item: T) => Promise<unknown>,
): Promise<void> {
  const rest = items.values();
  const workOn = async () => {
    for (const item of rest) await work(item);
  };
  await Promise.all(Array.from({ length: inFlight }, workOn));
}

function runLoop(pictures: Pictures): Promise<PipelineReport> {
  return measure(pictures, (items) =>
    eachInFlight(items, EVENTS_IN_FLIGHT, async ({ path }) =>
      makeRenditions(await readFile(path), { renditions: RENDITIONS }),
    ),
  );
}

/** What most services do: one call of sharp for each rendition. */
function runSharpLoop(pictures: Pictures): Promise<PipelineReport> {
  sharp.cache(false);
  sharp.concurrency(1);
  const resizeAll = async ({ path }: Picture) => {
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
  return measure(pictures, (items) => eachInFlight(items, EVENTS_IN_FLIGHT, resizeAll));
}

/** Puts files as `npm run import` does, and waits for the last row. */
async function runPipeline(pictures: Pictures): Promise<PipelineReport> {
  const data = dataDirectory(join(scratch, 'data'));
  let doneCount = 0;
  const stack = await startStack({
    data,
    port: 0,
    databaseUrl: data.databaseUrl,
    retentionDays: 7,
    log: {
      info: (_, { outcome }) => {
        if (outcome !== 'processed') throw new Error(`Expected processed but received ${outcome}`);
        doneCount += 1;
      },
      error: (message, { error }) => {
        throw new Error(message, { cause: error });
      },
    },
  });
  const { s3 } = awsClients(stack.endpoints);
  const put = async ({ key, path }: Picture) =>
    s3.send(
      new PutObjectCommand({
        Bucket: ORIGINALS_BUCKET,
        Key: key,
        Body: createReadStream(path),
        ContentLength: (await stat(path)).size,
      }),
    );
  try {
    return await measure(pictures, async (items) => {
      const doneBefore = doneCount;
      await eachInFlight(items, PUTS_IN_FLIGHT, put);
      while (doneCount < doneBefore + items.length) await sleep(5);
    });
  } finally {
    await stack.stop();
  }
}
