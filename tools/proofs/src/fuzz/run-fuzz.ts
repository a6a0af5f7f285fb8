import { drawOriginals } from './draw-originals.ts';
import { Trier, type Trial } from './trier.ts';
import { variantOf, type Variant } from './variant.ts';

export interface FuzzOptions {
  readonly seed: number;
  readonly variantCount: number;
  /** The first variant's index. */
  readonly first: number;
  /** Processes at a time. */
  readonly processCount: number;
  readonly onFinding: (finding: Finding) => Promise<void>;
  readonly onProgress: (doneCount: number) => void;
}

/** A variant that did what no picture may do. */
export interface Finding extends Variant {
  readonly outcome: string;
  readonly fault: string;
}

export interface FuzzReport {
  /** How many variants came to which outcome. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** Of how many originals the variants were made. */
  readonly originalCount: number;
  readonly findingCount: number;
  readonly slowestMs: number;
  /** The most memory that a process has had; 0 where the system does not tell. */
  readonly peakByteCount: number;
}

/** What one picture may take. */
export const FUZZ_LIMITS = { maxDurationMs: 10_000, maxPeakByteCount: 600_000_000 } as const;

/** Tries variants in processes of their own, and tells of those that break a rule. */
export async function runFuzz(options: FuzzOptions): Promise<FuzzReport> {
  const originals = await drawOriginals();
  const outcomes: Record<string, number> = {};
  const report = { findingCount: 0, slowestMs: 0, peakByteCount: 0 };
  const end = options.first + options.variantCount;
  let next = options.first;
  let doneCount = 0;

  const tryRest = async () => {
    const trier = new Trier(FUZZ_LIMITS);
    while (next < end) {
      const variant = variantOf(originals, options.seed, next++);
      const trial = await trier.try(variant.bytes);
      outcomes[trial.outcome] = (outcomes[trial.outcome] ?? 0) + 1;
      report.slowestMs = Math.max(report.slowestMs, trial.durationMs);
      report.peakByteCount = Math.max(report.peakByteCount, trial.peakByteCount ?? 0);
      const fault = faultOf(trial);
      if (fault !== undefined) {
        report.findingCount += 1;
        await options.onFinding({ ...variant, outcome: trial.outcome, fault });
        // A fresh process, so that its peak is not charged to the next variants as well.
        await trier.stop();
      }
      options.onProgress(++doneCount);
    }
    await trier.stop();
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
