import type { CallFault } from '@miniatura/local-service';
import type { RekognitionErrorCode } from './errors.ts';

export const OPERATION_NAMES = ['DetectLabels', 'DetectModerationLabels'] as const;
export type OperationName = (typeof OPERATION_NAMES)[number];

/** One call, as it comes in. */
export interface Call {
  readonly operation: OperationName;
  /** 0 for the first call since the start, whatever the operation. */
  readonly index: number;
}

/** What a test lets go wrong: an error, a late answer, or a connection that breaks. */
export type Fault = CallFault<RekognitionErrorCode>;

/** Decides call by call; undefined lets the call pass. */
export type Faults = (call: Call) => Fault | undefined;
