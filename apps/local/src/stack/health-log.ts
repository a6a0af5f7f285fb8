import type { Log } from '@miniatura/text';
import type { DiskWatch } from './disk-watch.ts';

/**
 * A log that omits errors while the disk is full: it causes them all, has been reported once, and
 * the failed work is retried.
 */
export function healthLog(log: Log, disk: Pick<DiskWatch, 'note' | 'problem'>): Log {
  return {
    info: (message, fields) => log.info(message, fields),
    error(message, fields) {
      disk.note(fields.error);
      if (disk.problem() === undefined) log.error(message, fields);
    },
  };
}
