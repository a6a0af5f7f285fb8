import { availableParallelism } from 'node:os';

/**
 * Decodes run in parallel on all cores. More at once would not finish sooner, and each would take
 * longer.
 */
const TURNS = availableParallelism();

const waiting: (() => void)[] = [];
let running = 0;

/** Returns how many more decodes could run now. */
export const idleTurns = (): number => TURNS - running;

/** Runs `work` as soon as fewer decodes than cores are running, in order of arrival. */
export async function waitForTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= TURNS) await new Promise<void>((resolve) => waiting.push(resolve));
  else running++;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running--;
  }
}
