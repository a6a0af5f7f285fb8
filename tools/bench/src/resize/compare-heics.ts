import { basename, join } from 'node:path';
import { alternate, median } from '../alternate.ts';
import type { ChildReport, ChildRequest } from '../contenders/run-in-child.ts';
import { formatTable } from '../format-table.ts';
import { measureCommand, runScript } from '../measure-process.ts';
import { isInstalled } from './is-installed.ts';

const CHILD_SCRIPT = join(import.meta.dirname, '../contenders/run-in-child.ts');
const SIZES = [128, 512, 1024];
const CONVERT = 'heif-convert';

interface Options {
  readonly paths: readonly string[];
  readonly rounds: number;
  /** Where files may be written. */
  readonly folder: string;
  /** Folder of an earlier commit. */
  readonly before: string | undefined;
}

interface Sample {
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly peakMb: number;
}

/**
 * Prints what the three default renditions of each HEIC take, beside an earlier commit, and beside
 * heif-convert, which writes one JPEG of the full size.
 */
export async function compareHeics({ paths, rounds, folder, before }: Options): Promise<void> {
  const hasConvert = await isInstalled(CONVERT);
  if (!hasConvert) console.log(`Skipped ${CONVERT}: it is not installed`);
  const names = ['miniatura', ...(before ? ['before'] : []), ...(hasConvert ? [CONVERT] : [])];
  for (const path of paths) {
    const samples = await alternate(names, rounds, (name) =>
      name === CONVERT ? convert(path, folder) : shrink(name, path, before),
    );
    const title = `three renditions of ${basename(path)}`;
    console.log(`\n${formatTable([title, ...HEADER], rowsOf(samples))}`);
  }
}

const HEADER = ['CPU ms', 'wall ms', 'peak MB', 'CPU ratio', 'wall ratio', 'peak ratio'];

/** Ratios are those of this workspace to the row's contender. */
function rowsOf(samples: ReadonlyMap<string, readonly Sample[]>): string[][] {
  const medians = [...samples].map(([name, runs]) => ({
    name,
    values: FIELDS.map((field) => median(runs.map((run) => run[field]))),
  }));
  const own = medians[0]?.values ?? [];
  return medians.map(({ name, values }) => [
    name,
    ...values.map((value) => numberOf(value, 0)),
    ...values.map((value, index) => numberOf((own[index] ?? NaN) / value, 2)),
  ]);
}

/** The peak of a command is not known. */
function numberOf(value: number, digits: number): string {
  return Number.isNaN(value) ? '-' : value.toFixed(digits);
}

const FIELDS = ['cpuMs', 'wallMs', 'peakMb'] as const;

/** One warm-up: the decoder's code is compiled once in a process. */
async function shrink(
  contender: string,
  path: string,
  before: string | undefined,
): Promise<Sample> {
  const request: ChildRequest = { contender, sizes: SIZES, paths: [path], warmups: 1, before };
  const { cpuMs, wallMs, peakBytes } = await runScript<ChildReport>(CHILD_SCRIPT, request);
  return { cpuMs: cpuMs[0] ?? NaN, wallMs: wallMs[0] ?? NaN, peakMb: peakBytes / 1e6 };
}

async function convert(path: string, folder: string): Promise<Sample> {
  return { ...(await measureCommand(CONVERT, [path, join(folder, 'out.jpg')])), peakMb: NaN };
}
