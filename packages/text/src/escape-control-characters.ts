/**
 * Characters that change a terminal's state or display: C0, DEL and C1 (U+009B begins a control
 * sequence, like ESC [), line and paragraph separators, and controls of the writing direction.
 * @see https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters
 */
const CONTROL_CHARACTERS =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/**
 * Makes untrusted text safe to print on one line: control characters become `\xNN`, or `\uNNNN`
 * above U+00FF (CWE-117, CWE-150).
 * @example escapeControlCharacters('a\n\u001b[31mb') // 'a\\x0a\\x1b[31mb'
 */
export function escapeControlCharacters(text: string): string {
  return text.replace(CONTROL_CHARACTERS, escaped);
}

function escaped(character: string): string {
  const code = character.charCodeAt(0).toString(16);
  return code.length <= 2 ? `\\x${code.padStart(2, '0')}` : `\\u${code.padStart(4, '0')}`;
}
