import { escapeControlCharacters } from './escape-control-characters.ts';

/** JSON escapes the C0 control characters by itself, which keeps the lines of a stack trace. */
const BEYOND_C0 = /[^\u0000-\u001f]+/g;

/**
 * A replacer for `JSON.stringify`: a log line of JSON then holds no control character at all,
 * whatever it is looked at with.
 */
export function escapeLogValue(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? value.replace(BEYOND_C0, escapeControlCharacters) : value;
}

/** Options of Powertools' `Logger`, for every function that logs. */
export const LOGGER_OPTIONS = { jsonReplacerFn: escapeLogValue } as const;
