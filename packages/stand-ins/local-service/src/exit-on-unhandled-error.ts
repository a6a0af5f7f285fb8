import { describeError } from '@miniatura/text';

/** `EX_SOFTWARE` of sysexits.h: tells such an end from a start that failed. */
export const UNHANDLED_ERROR_EXIT_CODE = 70;

/**
 * Ends the process on an error that nothing has handled, after it has been logged: what is in memory
 * can no longer be trusted, while what is stored outlives the process. Rejected promises count too.
 */
export const exitOnUnhandledError = (name: string): void => {
  process.on('uncaughtException', (error) => {
    console.error(`${name}: an error was not handled, the process ends: ${describeError(error)}`);
    process.exit(UNHANDLED_ERROR_EXIT_CODE);
  });
};
