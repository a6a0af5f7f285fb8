import { describeError } from '@miniatura/text';

/** Prints a fault with its causes on standard error. */
export function logFault(error: unknown): void {
  console.error(`local-s3: ${describeError(error)}`);
}
