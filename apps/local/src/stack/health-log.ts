import type { Log } from '@miniatura/text';
import type { DiskWatch } from './disk-watch.ts';

/**
 * A log that tells no errors while the disk is full: they all follow from that, which the watch has
 * told in one sentence, and what failed is tried again.
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
