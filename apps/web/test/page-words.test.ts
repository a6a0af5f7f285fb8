import { ApiError, UnreachableError } from '@miniatura/api-client';
import { IMAGE_STATUSES, type ProblemCode, PROBLEMS } from '@miniatura/api-contract';
import { describe, expect, test } from 'vitest';
import { withQuery } from '../src/api/api-client.ts';
import { errorSentence } from '../src/api/error-sentence.ts';
import { formatBytes } from '../src/elements/format-values.ts';
import { rejectionSentence } from '../src/images/rejection-sentence.ts';
import { parsePageConfig } from '../src/page-config.ts';
import { mediaTypeOf } from '../src/uploads/media-type-of.ts';

function problem(code: ProblemCode) {
  return new ApiError({
    ...PROBLEMS[code],
    type: '',
    code,
    detail: 'What the API says',
    requestId: 'r1',
  });
}

describe('the words of the page', () => {
  test.each(Object.keys(PROBLEMS) as ProblemCode[])('tell a person of %s', (code) => {
    expect(errorSentence(problem(code))).toMatch(/^[A-Z].+/);
  });

  test("include the API's details, and the request id of internal errors", () => {
    expect(errorSentence(problem('too-large'))).toBe('What the API says');
    expect(errorSentence(problem('internal'))).toContain('request r1');
    expect(errorSentence(new UnreachableError('x'))).toContain('cannot be reached');
  });

  test.each(IMAGE_STATUSES)('say why an image that is %s has no thumbnail', (status) => {
    const image = { status, rejectionCode: null, reviewDecision: null };
    expect(rejectionSentence(image)).toMatch(/^[A-Z].+\.$/);
  });

  test('distinguish images that wait for a review from rejected ones', () => {
    const held = { status: 'quarantined', rejectionCode: null } as const;
    expect(rejectionSentence({ ...held, reviewDecision: null })).toContain('until');
    expect(rejectionSentence({ ...held, reviewDecision: 'reject' })).toContain('rejected');
  });

  test.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1 kB'],
    [999_999, '1 MB'],
    [1_234_567, '1.2 MB'],
  ])('write %i bytes as %s', (byteCount, text) => {
    expect(formatBytes(byteCount)).toBe(text);
  });
});

test('a file of a type unknown to the browser gets it from its name', () => {
  expect(mediaTypeOf({ name: 'IMG_1.HEIC', type: '' })).toBe('image/heic');
  expect(mediaTypeOf({ name: 'notes', type: '' })).toBe('application/octet-stream');
  expect(mediaTypeOf({ name: 'cat.jpg', type: 'image/png' })).toBe('image/png');
});

test('an address contains the parameters with a value, encoded', () => {
  expect(withQuery('/images', { label: 'a&b', from: '', limit: 5, cursor: undefined })).toBe(
    '/images?label=a%26b&limit=5',
  );
  expect(withQuery('/images', {})).toBe('/images');
});

test('a wrong configuration is named', () => {
  const config = { apiUrl: 'https://api.example/', issuer: 'https://id.example', clientId: 'c' };
  expect(parsePageConfig(config).apiUrl).toBe('https://api.example');
  expect(() => parsePageConfig({ ...config, issuer: 7 })).toThrow(
    'Expected text for issuer of /config.json but received 7',
  );
  expect(() => parsePageConfig(null)).toThrow('Expected text for apiUrl');
});
