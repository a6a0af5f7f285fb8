import { escapeControlCharacters } from '@miniatura/local-service';
import { inspect } from 'node:util';

/**
 * Prints a fault with its causes on standard error. Every line but the first is indented, so that no
 * text of a client, a key for instance, can pass for a line of its own.
 */
export function logFault(error: unknown): void {
  const text = error instanceof Error ? inspect(error) : String(error);
  console.error(`local-s3: ${text.split('\n').map(escapeControlCharacters).join('\n    ')}`);
}
