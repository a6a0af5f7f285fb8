import { readFile } from 'node:fs/promises';
import { makeRenditions } from '@miniatura/resize';

export interface ManyRequest {
  readonly paths: readonly string[];
  readonly imageCount: number;
  readonly inFlight: number;
  /** After how many images the memory is read. */
  readonly readings: readonly number[];
}

export interface ManyReport {
  /** Of the process, by the reading. */
  readonly residentBytes: readonly number[];
  readonly cpuMs: number;
}

/** Entry point of a process that makes the renditions of many images. */
async function makeMany({ paths, imageCount, inFlight, readings }: ManyRequest) {
  const residentBytes: number[] = [];
  let next = 0;
  let done = 0;
  async function makeRest(): Promise<void> {
    while (next < imageCount) {
      // A step that shares no factor with the count, so that neighbours differ in size and format.
      const path = paths[(next++ * STEP) % paths.length]!;
      await makeRenditions(await readFile(path));
      if (readings.includes(++done)) residentBytes.push(process.memoryUsage().rss);
    }
  }
  await Promise.all(Array.from({ length: inFlight }, makeRest));
  const { user, system } = process.cpuUsage();
  return { residentBytes, cpuMs: (user + system) / 1_000 };
}

const STEP = 17;

const request = JSON.parse(process.argv[2] ?? '') as ManyRequest;
process.stdout.write(JSON.stringify((await makeMany(request)) satisfies ManyReport));
