import type { CallFault } from '@miniatura/local-service';
import type { RekognitionErrorCode } from './errors.ts';

export const OPERATION_NAMES = ['DetectLabels', 'DetectModerationLabels'] as const;
export type OperationName = (typeof OPERATION_NAMES)[number];

/** One call. */
export interface Call {
  readonly operation: OperationName;
  /** 0 for the first call since the start, whatever the operation. */
  readonly index: number;
}

/** A fault that a test injects: an error, a delayed response or a dropped connection. */
export type Fault = CallFault<RekognitionErrorCode>;

/** Selects the fault of each call; undefined injects none. */
export type Faults = (call: Call) => Fault | undefined;
