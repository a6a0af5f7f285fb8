/**
 * Loaded before a program: on request it sends its memory after a garbage collection to the parent
 * process.
 */
import { setTimeout as sleep } from 'node:timers/promises';

/** Number of collections: memory outside V8's heap is freed some turns after its object. */
const COLLECTIONS = 4;
const PAUSE_MS = 50;

process.on('message', async () => {
  for (let collection = 0; collection < COLLECTIONS; collection += 1) {
    globalThis.gc?.();
    await sleep(PAUSE_MS);
  }
  process.send?.(process.memoryUsage());
});
// The channel to the parent must not keep the program running.
process.channel?.unref();
