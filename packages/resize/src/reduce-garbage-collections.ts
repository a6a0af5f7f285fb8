import { setFlagsFromString } from 'node:v8';

/**
 * Sets V8's flags for a process that makes renditions. Files are buffers outside of V8's heap. V8
 * marks all objects after each 64 MB of them, which takes a tenth of the processor time. With this
 * setting, buffers may be half of the memory.
 */
export function reduceGarbageCollections(): void {
  setFlagsFromString('--external-memory-accounted-in-global-limit');
  setFlagsFromString('--heap-growing-percent=50');
}
