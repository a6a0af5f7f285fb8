import { escapeControlCharacters } from '@miniatura/text';
import { exitOnUnhandledError } from './exit-on-unhandled-error.ts';

/** Restricts new files to their owner: mode 0600, and 0700 for folders. */
export const PRIVATE_UMASK = 0o077;

/**
 * Runs a service until SIGINT or SIGTERM, then closes it and exits. When `start` fails, the error
 * is written to standard error and the exit code is 1. After an unhandled error it is 70. Only
 * their owner can read the files that the command creates.
 */
export async function runCommand(
  name: string,
  start: () => Promise<{ close(): Promise<void> }>,
): Promise<void> {
  process.umask(PRIVATE_UMASK);
  exitOnUnhandledError(name);
  try {
    const service = await start();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      // Unread output would keep the process from exiting by itself.
      process.once(signal, () => void service.close().then(() => process.exit()));
    }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    console.error(`${name}: ${message.split('\n').map(escapeControlCharacters).join('\n')}`);
    // Parts that started before the error would keep the process from exiting by itself.
    process.exit(1);
  }
}
