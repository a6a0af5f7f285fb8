import type { FaultReport } from './run-faults.ts';

/** The contents of a system after all faults. */
export interface SystemReport {
  /** Thumbnails that no row references, and references to missing thumbnails. */
  readonly strayThumbnails: readonly string[];
  readonly isWarehouseEqual: boolean;
  readonly imageCount: number;
}

/** Returns what is wrong after a dependency's faults, as sentences; none if all is correct. */
export function judgeFaults(report: FaultReport): readonly string[] {
  const { dependency, uploadCount, processedCount, rejectedCount, harmedCount } = report;
  const endedCount = processedCount + rejectedCount;
  return [
    ...(endedCount === uploadCount
      ? []
      : [`Expected ${uploadCount} images to end, with ${dependency}, but received ${endedCount}`]),
    ...(harmedCount > 0
      ? []
      : [`Expected requests to meet faults of ${dependency} but received none`]),
    ...report.wrong,
    ...report.unexplained.map((id) => `Expected dead letter ${id} to say why but received nothing`),
  ];
}

/** Returns what is wrong in a system after all faults. */
export function judgeSystem(report: SystemReport): readonly string[] {
  const { strayThumbnails, isWarehouseEqual, imageCount } = report;
  return [
    ...strayThumbnails.map(
      (key) => `Expected a row and an object for ${key} but received one only`,
    ),
    ...(isWarehouseEqual && imageCount > 0
      ? []
      : [`Expected the warehouse to hold all ${imageCount} images but received a difference`]),
  ];
}
