import { exitOnUnhandledError, PRIVATE_UMASK } from '@miniatura/local-service';
import type { Endpoints } from './endpoints.ts';
import type { StartedMessage } from './supervise.ts';

/** What shells answer for a process that lost its terminal: 128 and SIGHUP. */
const ORPHAN_EXIT_CODE = 129;

/**
 * Makes this process one that may end at any moment and be started again: its files are for their
 * owner alone, it ends on an error that nothing handles, and it ends with its supervisor. What was
 * under way goes on at the next start.
 */
export function beSupervised(): void {
  process.umask(PRIVATE_UMASK);
  exitOnUnhandledError('npm start');
  process.once('disconnect', () => process.exit(ORPHAN_EXIT_CODE));
  // The supervisor alone is no reason to stay.
  process.channel?.unref();
}

/** Tells the supervisor, where there is one, that the start has succeeded. */
export function tellSupervisor(endpoints: Endpoints): void {
  const message: StartedMessage = { kind: 'started', endpoints };
  process.send?.(message);
}
