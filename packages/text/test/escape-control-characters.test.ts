import { expect, test } from 'vitest';
import {
  describeError,
  escapeControlCharacters,
  escapeLogValue,
  printableJson,
} from '../src/index.ts';

test.each([
  ['a line break', 'cat\r\nforged', 'cat\\x0d\\x0aforged'],
  ['a command to a terminal', '\u001b]0;title\u0007', '\\x1b]0;title\\x07'],
  ['the one-byte form of ESC [', '\u009b31mred', '\\x9b31mred'],
  ['NUL and DEL', '\u0000\u007f', '\\x00\\x7f'],
  ['a line and a paragraph separator', '\u2028\u2029', '\\u2028\\u2029'],
  ['text turned around', 'gpj.\u202etac\u2066\u061c', 'gpj.\\u202etac\\u2066\\u061c'],
])('%s is escaped', (_, text, escaped) => {
  expect(escapeControlCharacters(text)).toBe(escaped);
});

test('Letters of all scripts, emoji and spaces stay as they are', () => {
  const text = 'Käse 写真 صورة 👩‍👩‍👧 \ud800';
  expect(escapeControlCharacters(text)).toBe(text);
});

test('A log line of JSON contains no control character, and C0 is escaped once', () => {
  const line = JSON.stringify({ key: 'a\n\u001b[0m\u009b\u202e' }, escapeLogValue);
  expect(line).toBe('{"key":"a\\n\\u001b[0m\\\\x9b\\\\u202e"}');
});

test('Printable JSON contains no control character, and has the same value', () => {
  const value = { key: 'a\n\u001b[0m\u007f\u009b2J\u2028\u202egpj.é' };
  const json = printableJson(value);
  expect(json).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e]/);
  expect(json).toContain('é');
  expect(JSON.parse(json)).toEqual(value);
});

test('Each line of an error but the first is indented, its frames and its cause are there', () => {
  const cause = new Error('The disk is full');
  const error = new TypeError('No file\nForged line\u001b[2J', { cause });
  const [first, ...lines] = describeError(error).split('\n');
  expect(first).toBe('TypeError: No file');
  expect(lines[0]).toBe('    Forged line\\x1b[2J');
  expect(lines.every((line) => line.startsWith('    '))).toBe(true);
  expect(lines.join('\n')).toContain('escape-control-characters.test.ts');
  expect(lines.join('\n')).toContain('[cause]: Error: The disk is full');
});

test('A thrown value that is no error is described too', () => {
  expect(describeError('a\u0007b')).toBe('a\\x07b');
});
