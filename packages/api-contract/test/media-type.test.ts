import { expect, test } from 'vitest';
import { normaliseMediaType, storedMediaType } from '../src/index.ts';

test.each([
  ['cat.jpg', 'image/jpeg', 'image/jpeg'],
  ['cat.jpg', 'image/jpg', 'image/jpeg'],
  ['cat.jpg', 'image/pjpeg', 'image/jpeg'],
  ['cat.jpg', 'IMAGE/JPEG', 'image/jpeg'],
  ['cat.jpg', 'image/jpeg; charset=binary', 'image/jpeg'],
  ['cat.jpg', 'image/png', 'image/png'],
  ['cat.JPE', '', 'image/jpeg'],
  ['cat.jfif', '', 'image/jpeg'],
  ['both-eyes.mpo', '', 'image/jpeg'],
  ['IMG_1.HEIC', '', 'image/heic'],
  ['IMG_1.HIF', 'application/octet-stream', 'image/heic'],
  ['phone.heif', 'image/heif', 'image/heic'],
  ['scan.TIF', '', 'image/tiff'],
  ['DSC_1.NEF', '', 'image/x-nikon-nef'],
  ['drawing.svgz', '', 'image/svg+xml'],
  ['notes.txt', 'text/plain', 'text/plain'],
  ['notes', '', 'application/octet-stream'],
  ['constructor', '', 'application/octet-stream'],
  ['a.constructor', 'constructor', 'constructor'],
])('the file %s of the type "%s" is announced as %s', (name, type, expected) => {
  expect(normaliseMediaType({ name, type })).toBe(expected);
});

test.each([
  ['cat.jpg', 'image/jpg', 'image/jpeg'],
  ['DSC_1.NEF', '', 'image/x-nikon-nef'],
  ['page.html', 'text/html', 'application/octet-stream'],
  ['drawing.svg', 'image/svg+xml', 'application/octet-stream'],
  ['cat.jpg', 'text/html', 'application/octet-stream'],
])('the file %s of the type "%s" is kept as %s', (name, type, expected) => {
  expect(storedMediaType({ name, type })).toBe(expected);
});
