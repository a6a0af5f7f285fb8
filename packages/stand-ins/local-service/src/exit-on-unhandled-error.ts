import { describeError } from '@miniatura/text';

/** `EX_SOFTWARE` of sysexits.h. It distinguishes an unhandled error from a failed start (1). */
export const UNHANDLED_ERROR_EXIT_CODE = 70;

/**
 * Logs an error or promise rejection that nothing has handled, and exits. Memory may be
 * inconsistent by then; stored data is not affected.
 */
export function exitOnUnhandledError(name: string): void {
  process.on('uncaughtException', (error) => {
    console.error(`${name}: an error was not handled, the process ends: ${describeError(error)}`);
    process.exit(UNHANDLED_ERROR_EXIT_CODE);
  });
}
