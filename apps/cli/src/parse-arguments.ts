import { MAX_FILTER_CHARACTERS, MAX_RENDER_SIDE } from '@miniatura/api-contract';
import { InvalidArgumentError } from 'commander';

/** @throws InvalidArgumentError unless the text is an image id */
export function parseImageIds(text: string, before: readonly string[] = []): readonly string[] {
  if (/^[0-9a-f]{32}$/.test(text)) return [...before, text];
  throw new InvalidArgumentError('Expected an image id: 32 lower-case hexadecimal digits.');
}

/** @throws InvalidArgumentError for a text that is blank or longer than 255 characters */
export function parseText(text: string): string {
  if (text.trim() === '') {
    throw new InvalidArgumentError(
      'Expected a text that is not empty. To list all images, use list.',
    );
  }
  return limited(text);
}

/** @throws InvalidArgumentError for a word that is empty, or words of more than 255 characters */
export function parseTexts(text: string, before: readonly string[] = []): readonly string[] {
  const words = [...before, parseText(text)];
  limited(words.join(' '));
  return words;
}

function limited(text: string): string {
  if (text.length <= MAX_FILTER_CHARACTERS) return text;
  throw new InvalidArgumentError(
    `Expected at most ${MAX_FILTER_CHARACTERS} characters but received ${text.length}.`,
  );
}

/** @throws InvalidArgumentError for an empty path, such as of an unset variable of a shell */
export function parseFolder(path: string): string {
  if (path !== '') return path;
  throw new InvalidArgumentError('Expected a folder but received an empty text.');
}

/** Creates a parser of whole numbers from 1 to `largest`. */
export function countParser(largest: number): (text: string) => number {
  return (text) => {
    const count = Number(text);
    if (/^\d+$/.test(text) && count >= 1 && count <= largest) return count;
    throw new InvalidArgumentError(`Expected a whole number from 1 to ${largest}.`);
  };
}

/** Parses a size in pixels, up to the largest one that the API renders. @example parseSize('640x480') // { width: 640, height: 480 } */
export function parseSize(text: string): { readonly width: number; readonly height?: number } {
  const [, width, height] = /^([1-9]\d{0,3})(?:x([1-9]\d{0,3}))?$/.exec(text) ?? [];
  if (width === undefined || Math.max(Number(width), Number(height ?? 0)) > MAX_RENDER_SIDE) {
    throw new InvalidArgumentError(
      `Expected a width of at most ${MAX_RENDER_SIDE} pixels such as 800, or a box: 800x600.`,
    );
  }
  return { width: Number(width), ...(height !== undefined && { height: Number(height) }) };
}
