import type { Draw } from './draw.ts';
import type { Effects } from './effects.ts';
import type { Exchange } from './exchange.ts';

/** A server, the exchanges that hostile clients have with it, and the checks afterwards. */
export interface ServerUnderAttack {
  readonly name: string;
  readonly port: number;
  readonly exchangeOf: (draw: Draw, index: number) => Promise<Exchange>;
  /** Sends a valid request. @throws Error if the response is wrong */
  readonly check: () => Promise<void>;
  /** Returns lost or incomplete data, as sentences. */
  readonly findLosses?: (effects: Effects) => Promise<readonly string[]>;
}
