import { escapeControlCharacters } from './escape-control-characters.ts';

/**
 * JSON.stringify escapes the C0 control characters itself, which keeps the lines of a stack trace.
 */
const BEYOND_C0 = /[^\u0000-\u001f]+/g;

/**
 * A replacer for `JSON.stringify` that escapes all other control characters, so that a log line
 * contains none.
 */
export function escapeLogValue(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? value.replace(BEYOND_C0, escapeControlCharacters) : value;
}

/** Options of Powertools' `Logger`, for every function that logs. */
export const LOGGER_OPTIONS = { jsonReplacerFn: escapeLogValue } as const;
