import type { CallFault } from '@miniatura/local-service';
import type { BedrockErrorCode } from './errors.ts';

/** One call, as it comes in. */
export interface Call {
  readonly modelId: string;
  /** 0 for the first call since the start. */
  readonly index: number;
}

/** What a test lets go wrong: an error, a late answer, or a connection that breaks. */
export type Fault = CallFault<BedrockErrorCode>;

/** Decides call by call; undefined lets the call pass. */
export type Faults = (call: Call) => Fault | undefined;
