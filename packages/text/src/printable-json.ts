/**
 * Control characters that JSON.stringify does not escape: DEL, C1, line separators, bidi controls.
 */
const LEFT_BY_JSON = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/**
 * Returns JSON for a standard output that may be a terminal. Control characters become `\u`
 * escapes; parsing it gives the same value (CWE-150).
 * @param indent spaces per level; by default all is on one line
 * @example printableJson({ key: '\u009b2J' }) // '{"key":"\\u009b2J"}'
 */
export function printableJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, undefined, indent).replace(
    LEFT_BY_JSON,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
