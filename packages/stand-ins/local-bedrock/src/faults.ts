import type { CallFault } from '@miniatura/local-service';
import type { BedrockErrorCode } from './errors.ts';

/** One call. */
export interface Call {
  readonly modelId: string;
  /** 0 for the first call since the start. */
  readonly index: number;
}

/** A fault that a test injects: an error, a delayed response or a dropped connection. */
export type Fault = CallFault<BedrockErrorCode>;

/** Selects the fault of each call; undefined injects none. */
export type Faults = (call: Call) => Fault | undefined;
