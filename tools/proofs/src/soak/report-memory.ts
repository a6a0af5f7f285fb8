/** Loaded before a program: tells the parent process its memory, garbage collected, when asked. */
import { setTimeout as sleep } from 'node:timers/promises';

/** What is kept outside of V8's heap is freed some turns after the object that holds it. */
const COLLECTIONS = 4;
const PAUSE_MS = 50;

process.on('message', async () => {
  for (let collection = 0; collection < COLLECTIONS; collection += 1) {
    globalThis.gc?.();
    await sleep(PAUSE_MS);
  }
  process.send?.(process.memoryUsage());
});
// The channel to the parent keeps no program from ending.
process.channel?.unref();
