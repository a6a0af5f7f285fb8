import { expect, test } from 'vitest';
import { listImagesQuerySchema, uploadRequestSchema } from '../src/index.ts';

const ID = 'a7ea0fb01e59c5e0d8e2bb4f7c5bd1e9';

test('A query without anything asks for fifty images', () => {
  expect(listImagesQuerySchema.parse({})).toEqual({ limit: 50 });
});

test.each([
  { limit: '0' },
  { limit: '101' },
  { limit: 'many' },
  { from: '21.11.2026' },
  { from: '2026-02-30' },
  { to: '1969-12-31' },
  { status: 'gone' },
  { cursor: 'not base64url!' },
  { label: '' },
  { ids: 'x' },
  { ids: Array.from({ length: 101 }, () => ID).join(',') },
  { ids: ID, label: 'Dog' },
  { ids: ID, offset: '1' },
  { cursor: 'abc', offset: '1' },
  { offset: '-1' },
  { offset: '' },
  { limit: '0x10' },
  { limit: '1e1' },
  { limit: '+1' },
  { limit: ' 1' },
  { limit: '9'.repeat(30) },
])('The query %j is rejected', (query) => {
  expect(listImagesQuerySchema.safeParse(query).success).toBe(false);
});

test.each([
  { files: [] },
  { files: Array.from({ length: 101 }, () => ({ name: 'a', mediaType: 'b', byteCount: 1 })) },
  { files: [{ name: 'a', mediaType: 'b', byteCount: 0 }] },
  { files: [{ name: '\ud800', mediaType: 'b', byteCount: 1 }] },
])('The upload request no. %# is rejected', (request) => {
  expect(uploadRequestSchema.safeParse(request).success).toBe(false);
});
