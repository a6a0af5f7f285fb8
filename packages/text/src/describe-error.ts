import { inspect } from 'node:util';
import { escapeControlCharacters } from './escape-control-characters.ts';

const INDENT = '    ';

/**
 * An error with its stack trace and its causes, for people. Every line but the first is indented, so
 * that no text within can pass for a line of the log.
 */
export function describeError(error: unknown): string {
  const text = error instanceof Error ? inspect(error) : String(error);
  return text.split('\n').map(escapeControlCharacters).join(`\n${INDENT}`);
}
