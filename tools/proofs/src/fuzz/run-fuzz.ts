import { drawOriginals } from './draw-originals.ts';
import { type Trial, VariantRunner } from './variant-runner.ts';
import { type Variant, variantOf } from './variant.ts';

export interface FuzzOptions {
  readonly seed: number;
  readonly variantCount: number;
  /** Index of the first variant. */
  readonly first: number;
  /** Number of concurrent processes. */
  readonly processCount: number;
  readonly onFinding: (finding: Finding) => Promise<void>;
  readonly onProgress: (doneCount: number) => void;
}

/** A variant that violates a rule. */
export interface Finding extends Variant {
  readonly outcome: string;
  readonly fault: string;
}

export interface FuzzReport {
  /** Number of variants by outcome. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** Number of originals from which variants were made. */
  readonly originalCount: number;
  readonly findingCount: number;
  readonly slowestMs: number;
  /** Peak memory of all processes in bytes; 0 if the system does not report it. */
  readonly peakByteCount: number;
}

/** Limits for one image. */
export const FUZZ_LIMITS = { maxDurationMs: 10_000, maxPeakByteCount: 600_000_000 } as const;

/** Tries variants in separate processes, and reports those that violate a rule. */
export async function runFuzz(options: FuzzOptions): Promise<FuzzReport> {
  const originals = await drawOriginals();
  const outcomes: Record<string, number> = {};
  const report = { findingCount: 0, slowestMs: 0, peakByteCount: 0 };
  const end = options.first + options.variantCount;
  let next = options.first;
  let doneCount = 0;

  const tryRest = async () => {
    const runner = new VariantRunner(FUZZ_LIMITS);
    while (next < end) {
      const variant = variantOf(originals, options.seed, next++);
      const trial = await runner.try(variant.bytes);
      outcomes[trial.outcome] = (outcomes[trial.outcome] ?? 0) + 1;
      report.slowestMs = Math.max(report.slowestMs, trial.durationMs);
      report.peakByteCount = Math.max(report.peakByteCount, trial.peakByteCount ?? 0);
      const fault = faultOf(trial);
      if (fault !== undefined) {
        report.findingCount += 1;
        await options.onFinding({ ...variant, outcome: trial.outcome, fault });
        // A new process is used, so that this peak is not attributed to the next variants.
        await runner.stop();
      }
      options.onProgress(++doneCount);
    }
    await runner.stop();
  };
  await Promise.all(Array.from({ length: options.processCount }, tryRest));
  return { ...report, outcomes, originalCount: originals.length };
}

function faultOf({ fault, peakByteCount = 0 }: Trial): string | undefined {
  if (fault !== undefined) return fault;
  if (peakByteCount <= FUZZ_LIMITS.maxPeakByteCount) return undefined;
  const most = FUZZ_LIMITS.maxPeakByteCount / 1e6;
  return `Expected at most ${most} MB of memory but received ${Math.round(peakByteCount / 1e6)} MB`;
}
