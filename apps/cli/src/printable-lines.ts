import { escapeControlCharacters } from '@miniatura/text';

/** Escapes control characters: file names and responses of an API are untrusted text. */
export function printableLines(text: string): string {
  return text.split('\n').map(escapeControlCharacters).join('\n');
}
