import { escapeControlCharacters } from './escape-control-characters.ts';

/**
 * Ends this process when its standard output cannot be written: silently if the reader of a pipe,
 * such as `head`, has closed it, and otherwise, for instance because a disk is full, with a message
 * and exit code 1. Without this, `console.log` ignores both, and the exit code is 0.
 */
export function endOnOutputError(): void {
  process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE') process.exit();
    console.error(`error: The output cannot be written: ${escapeControlCharacters(message)}`);
    process.exit(1);
  });
}
