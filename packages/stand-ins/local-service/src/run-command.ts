import { escapeControlCharacters } from '@miniatura/text';
import { exitOnUnhandledError } from './exit-on-unhandled-error.ts';

/** Files for the owner alone: 0600, and 0700 for folders. */
export const PRIVATE_UMASK = 0o077;

/**
 * Runs a service until SIGINT or SIGTERM, then closes it and ends. When `start` fails, the command
 * says why on standard error and ends with 1; on an error that nothing handles, with 70. Its files are
 * for their owner alone.
 */
export const runCommand = async (
  name: string,
  start: () => Promise<{ close(): Promise<void> }>,
): Promise<void> => {
  process.umask(PRIVATE_UMASK);
  exitOnUnhandledError(name);
  try {
    const service = await start();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      // A printed line that nobody reads would keep the process from ending by itself.
      process.once(signal, () => void service.close().then(() => process.exit()));
    }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    console.error(`${name}: ${message.split('\n').map(escapeControlCharacters).join('\n')}`);
    // What has started before the fault would keep the process from ending by itself.
    process.exit(1);
  }
};
