/**
 * What a terminal acts upon: C0, DEL and C1, the line separators, and the controls that turn text
 * around. `@miniatura/text` has the same for logs; this package imports nothing of ours.
 *
 * @see https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters
 */
const CONTROL_CHARACTERS =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
const LEFT_BY_JSON = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Text of others on one line of a terminal: control characters are `\xNN` or `\uNNNN`. CWE-150. */
export function printable(text: string): string {
  return text.replace(CONTROL_CHARACTERS, (character) => {
    const code = hexOf(character);
    return code.length <= 2 ? `\\x${code.padStart(2, '0')}` : unicodeEscape(character);
  });
}

/** Indented JSON that no terminal acts upon: its escapes leave every value as it is. */
export function printableJson(value: unknown): string {
  return JSON.stringify(value, undefined, 2).replace(LEFT_BY_JSON, unicodeEscape);
}

const unicodeEscape = (character: string): string => `\\u${hexOf(character).padStart(4, '0')}`;

const hexOf = (character: string): string => character.charCodeAt(0).toString(16);
