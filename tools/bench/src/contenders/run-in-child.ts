import { join } from 'node:path';
import { peakBytes } from '../peak-bytes.ts';
import { bareSharp, bareSharpDefaults } from './bare-sharp.ts';
import type { Contender } from './contender.ts';
import { ipx } from './ipx.ts';
import { miniaturaOf } from './miniatura.ts';

/**
 * Entry point of the process for one contender, which shares settings, caches and memory with no
 * other. It prints the measurements as JSON.
 */
const CONTENDERS: Readonly<Record<string, (request: ChildRequest) => Promise<Contender>>> = {
  miniatura: () => miniaturaOf('@miniatura/resize'),
  before: ({ before }) => miniaturaOf(join(before ?? '', 'packages/resize/src/index.ts')),
  sharp: () => Promise.resolve(bareSharp),
  'sharp-defaults': () => Promise.resolve(bareSharpDefaults),
  ipx: () => Promise.resolve(ipx),
};

export interface ChildRequest {
  readonly contender: string;
  readonly sizes: readonly number[];
  readonly paths: readonly string[];
  /** Number of warm-up runs on the last path before the measurement, for the JIT compiler. */
  readonly warmups: number;
  /** Folder of an earlier commit, for the contender of that name. */
  readonly before?: string | undefined;
}

export interface ChildReport {
  /** Processor time in milliseconds per path, in the order of the request. */
  readonly cpuMs: readonly number[];
  /** Wall-clock time per path. */
  readonly wallMs: readonly number[];
  /** Peak memory of the process in bytes. */
  readonly peakBytes: number;
}

async function measure(request: ChildRequest): Promise<ChildReport> {
  const { contender, sizes, paths, warmups } = request;
  const make = await CONTENDERS[contender]?.(request);
  if (!make) throw new Error(`Expected a contender's name but received ${contender}`);
  for (let run = 0; run < warmups; run++) await make(paths.at(-1) ?? '', sizes);
  const cpuMs: number[] = [];
  const wallMs: number[] = [];
  for (const path of paths) {
    const before = process.cpuUsage();
    const startedAt = performance.now();
    await make(path, sizes);
    const { user, system } = process.cpuUsage(before);
    cpuMs.push((user + system) / 1_000);
    wallMs.push(performance.now() - startedAt);
  }
  return { cpuMs, wallMs, peakBytes: peakBytes() };
}

const request = JSON.parse(process.argv[2] ?? '') as ChildRequest;
process.stdout.write(JSON.stringify(await measure(request)));
