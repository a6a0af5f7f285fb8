import { setFlagsFromString } from 'node:v8';

/**
 * Sets V8's flags for this process. Files are buffers outside of V8's heap. By default V8 marks all
 * objects after each 64 MB of new buffers, also if most of them were freed at once. With these settings,
 * buffers that are no longer used may take half of `--max-old-space-size`. The function on Lambda does
 * not set them: its memory is for files and pixels.
 */
export function reduceGarbageCollections(): void {
  setFlagsFromString('--external-memory-accounted-in-global-limit');
  setFlagsFromString('--heap-growing-percent=50');
}
