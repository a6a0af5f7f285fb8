/** C1 controls, direction marks and line separators, which JSON does not escape. */
const UNPRINTABLE = /[\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Returns the start of a text as a JSON string of printable characters, for a message or a log. */
export function quote(text: string, maxCharacters: number): string {
  return JSON.stringify(text.slice(0, maxCharacters)).replace(
    UNPRINTABLE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
