import { availableParallelism } from 'node:os';

/** More decodes than cores at once end no sooner, and each takes longer by the clock. */
const TURNS = availableParallelism();

const waiting: (() => void)[] = [];
let running = 0;

/** Runs `work` as soon as fewer decodes than there are cores are running, in order of arrival. */
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
