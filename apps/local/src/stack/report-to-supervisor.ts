import { exitOnUnhandledError, PRIVATE_UMASK } from '@miniatura/local-service';
import type { Endpoints } from './endpoints.ts';
import type { StartedMessage } from './supervise.ts';

/** The exit code of shells for a process that lost its terminal: 128 and SIGHUP. */
const ORPHAN_EXIT_CODE = 129;

/**
 * Prepares this process to be killed and restarted at any moment: only the owner can read its
 * files, it exits on unhandled errors, and it exits with its supervisor. Interrupted work continues
 * after a restart.
 */
export function reportToSupervisor(): void {
  process.umask(PRIVATE_UMASK);
  exitOnUnhandledError('npm start');
  process.once('disconnect', () => process.exit(ORPHAN_EXIT_CODE));
  // The channel to the supervisor does not keep the process running.
  process.channel?.unref();
}

/** Reports a successful start to the supervisor, if there is one. */
export function notifySupervisor(endpoints: Endpoints): void {
  const message: StartedMessage = { kind: 'started', endpoints };
  process.send?.(message);
}
