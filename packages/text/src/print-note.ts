import type { WriteStream } from 'node:tty';

/** ECMA-48, EL: erases from the cursor to the end of the line. */
export const ERASE_REST = '\u001b[K';

/** Prints a sentence on standard error. On a terminal it replaces the bar of `showProgress`. */
export function printNote(
  sentence: string,
  output: Pick<WriteStream, 'isTTY' | 'write'> = process.stderr,
): void {
  output.write(output.isTTY ? `\r${sentence}${ERASE_REST}\n` : `${sentence}\n`);
}
