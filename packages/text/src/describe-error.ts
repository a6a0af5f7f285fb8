import { inspect } from 'node:util';
import { escapeControlCharacters } from './escape-control-characters.ts';

const INDENT = '    ';

/**
 * Formats an error with its stack trace and its causes. Every line except the first is indented, so
 * that no text in it looks like a log line.
 */
export function describeError(error: unknown): string {
  const text = error instanceof Error ? inspect(error) : String(error);
  return text.split('\n').map(escapeControlCharacters).join(`\n${INDENT}`);
}
