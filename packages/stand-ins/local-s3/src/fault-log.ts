import { describeError } from '@miniatura/text';

/** Prints an error with its causes to standard error. */
export function logFault(error: unknown): void {
  console.error(`local-s3: ${describeError(error)}`);
}
