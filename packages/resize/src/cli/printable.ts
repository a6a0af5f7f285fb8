/**
 * Characters that change a terminal's state or display: C0, DEL and C1, line separators, and
 * controls of the writing direction. `@miniatura/text` has the same for logs; this package imports
 * no other package of the workspace.
 * @see https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters
 */
const CONTROL_CHARACTERS =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
const LEFT_BY_JSON = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/**
 * Escapes control characters in untrusted text as `\xNN` or `\uNNNN`, so that it prints on one line
 * (CWE-150).
 */
export function printable(text: string): string {
  return text.replace(CONTROL_CHARACTERS, (character) => {
    const code = hexOf(character);
    return code.length <= 2 ? `\\x${code.padStart(2, '0')}` : unicodeEscape(character);
  });
}

/**
 * Returns indented JSON in which control characters are escaped; parsing it gives the same value.
 */
export function printableJson(value: unknown): string {
  return JSON.stringify(value, undefined, 2).replace(LEFT_BY_JSON, unicodeEscape);
}

const unicodeEscape = (character: string): string => `\\u${hexOf(character).padStart(4, '0')}`;

const hexOf = (character: string): string => character.charCodeAt(0).toString(16);
