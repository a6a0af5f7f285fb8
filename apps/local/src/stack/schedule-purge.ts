import { setTimeout as sleep } from 'node:timers/promises';
import { type PurgeDependencies, purgeExpired } from '@miniatura/retention';
import { RETENTION_RESOURCES } from '@miniatura/retention/resources';
import type { Log } from '@miniatura/text';
import { BACKGROUND_DELAY_MS } from './background-delay.ts';

const PAUSE_MS = RETENTION_RESOURCES.purgeEveryMinutes * 60 * 1000;

/**
 * Purges soon after the start, because data may have expired while the laptop was off, and then on AWS's
 * schedule.
 */
export function schedulePurge(
  dependencies: PurgeDependencies,
  log: Log,
): { readonly stop: () => Promise<void> } {
  const stopping = new AbortController();
  const { signal } = stopping;
  const runAll = async () => {
    await sleep(BACKGROUND_DELAY_MS, undefined, { signal }).catch(() => undefined);
    while (!signal.aborted) {
      await purge(dependencies, log);
      await sleep(PAUSE_MS, undefined, { signal }).catch(() => undefined);
    }
  };
  const runs = runAll();
  return {
    stop() {
      stopping.abort();
      return runs;
    },
  };
}

async function purge(dependencies: PurgeDependencies, log: Log): Promise<void> {
  try {
    const startedAt = performance.now();
    const { imageCount, originalCount } = await purgeExpired(dependencies);
    if (imageCount + originalCount === 0) return;
    const durationMs = Math.round(performance.now() - startedAt);
    // The log's `key` contains the counts.
    const key = `${imageCount} images, ${originalCount} originals`;
    log.info('Expired images purged', { outcome: 'purged', key, durationMs });
  } catch (error) {
    log.error('Purge failed', { error });
  }
}
