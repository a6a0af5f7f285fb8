import { expect, test } from 'vitest';
import { mediaTypeOf } from '../src/uploads/media-type-of.ts';

test.each([
  ['cat.jpg', 'image/jpeg', 'image/jpeg'],
  ['cat.jpg', 'image/png', 'image/png'],
  ['IMG_1.HEIC', '', 'image/heic'],
  ['phone.heif', '', 'image/heic'],
  ['phone.heif', 'image/heif', 'image/heic'],
  ['scan.TIF', '', 'image/tiff'],
  ['notes.txt', 'text/plain', 'text/plain'],
  ['notes', '', 'application/octet-stream'],
])('the file %s of the type "%s" is sent as %s', (name, type, expected) => {
  expect(mediaTypeOf({ name, type })).toBe(expected);
});
