import type { Draw } from './draw.ts';
import type { Effects } from './effects.ts';
import type { Exchange } from './exchange.ts';

/** One of the servers, what hostile clients send it, and what it has to do afterwards. */
export interface ServerUnderAttack {
  readonly name: string;
  readonly port: number;
  readonly exchangeOf: (draw: Draw, index: number) => Promise<Exchange>;
  /** A normal client's request. @throws Error when it is not answered as it should be */
  readonly check: () => Promise<void>;
  /** What the store has lost, or holds in part, in sentences. */
  readonly findLosses?: (effects: Effects) => Promise<readonly string[]>;
}
