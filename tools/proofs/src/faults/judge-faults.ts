import type { FaultReport } from './run-faults.ts';

/** What a system holds once all of its faults are over. */
export interface SystemReport {
  /** Thumbnails that no row names, and those of rows that are not there. */
  readonly strayThumbnails: readonly string[];
  readonly isWarehouseEqual: boolean;
  readonly imageCount: number;
}

/** What does not hold after a dependency's faults, in sentences; none when all of it does. */
export function judgeFaults(report: FaultReport): readonly string[] {
  const { dependency, uploadCount, processedCount, rejectedCount, harmedCount } = report;
  const endedCount = processedCount + rejectedCount;
  return [
    ...(endedCount === uploadCount
      ? []
      : [
          `Expected ${uploadCount} pictures to end, with ${dependency}, but received ${endedCount}`,
        ]),
    ...(harmedCount > 0
      ? []
      : [`Expected requests to meet faults of ${dependency} but received none`]),
    ...report.wrong,
    ...report.unexplained.map((id) => `Expected dead letter ${id} to say why but received nothing`),
  ];
}

/** What does not hold of a system after all of its faults. */
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
