import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApiError, UnreachableError } from '@miniatura/api-client';
import { IMAGE_STATUSES, type ProblemCode, PROBLEMS } from '@miniatura/api-contract';
import { CHARTED_QUESTIONS } from '@miniatura/api-contract/question-charts';
import { describe, expect, test } from 'vitest';
import { withQuery } from '../src/api/api-client.ts';
import { errorSentence } from '../src/api/error-sentence.ts';
import { columnTitle } from '../src/dashboard/format-cell.ts';
import { formatBytes } from '../src/elements/format-values.ts';
import { formSentence } from '../src/images/form-sentence.ts';
import { rejectionSentence } from '../src/images/rejection-sentence.ts';
import { srcsetOf } from '../src/images/srcset-of.ts';
import { statusName } from '../src/images/status-names.ts';
import { SPANISH_COLUMNS } from '../src/language/spanish-of-dashboard.ts';
import { SPANISH } from '../src/language/spanish.ts';
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
    expect(rejectionSentence({ ...held, reviewDecision: 'approve' })).toContain(
      'thumbnails are being made',
    );
    expect(statusName({ ...held, reviewDecision: null })).toBe('Held back');
    expect(statusName({ ...held, reviewDecision: 'approve' })).toBe('Approved');
  });

  test.each([
    [4000, 3000, 'Landscape format, 4000 × 3000 pixels'],
    [3000, 4000, 'Portrait format, 3000 × 4000 pixels'],
    [1000, 1010, 'Square format, 1000 × 1010 pixels'],
    [null, null, null],
  ])('describe an image of %j × %j without labels', (width, height, sentence) => {
    expect(formSentence({ width, height })).toBe(sentence);
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

describe('the Spanish messages', () => {
  const folder = join(import.meta.dirname, '../src');
  const code = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !/spanish[\w-]*\.ts$/.test(name))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
  const charted = CHARTED_QUESTIONS.flatMap(({ title, explanation, chart }) => [
    title,
    explanation,
    ...chart.series.map((series) => series.title),
  ]);
  // The columns of the warehouse's answers that the page draws, as they are in a table.
  const columns = CHARTED_QUESTIONS.flatMap(({ chart }) => [
    chart.by,
    ...chart.series.map(({ column }) => column),
  ]);

  test('include each text of the dashboard', () => {
    for (const text of charted) expect(SPANISH).toHaveProperty([text]);
    for (const column of columns) expect(SPANISH).toHaveProperty([columnTitle(column)]);
  });

  test('are all used', () => {
    const unused = Object.keys(SPANISH).filter(
      (message) =>
        !code.includes(`'${message}'`) &&
        !charted.some((text) => text === message) &&
        !(message in SPANISH_COLUMNS),
    );
    expect(unused).toEqual([]);
  });

  test('have the placeholders of the English ones', () => {
    const placeholders = (text: string) =>
      [...text.matchAll(/\{(\w+)[,}]/g)].map(([, name]) => name).sort();
    for (const [english, spanish] of Object.entries(SPANISH)) {
      const [wanted, found] = [english, spanish].map((text) => new Set(placeholders(text)));
      expect(found, english).toEqual(wanted);
    }
  });
});

test('a browser may select a stored rendition, or a larger one up to the width of the image', () => {
  const stored = [{ url: 'https://s3/1', width: 1024 }];
  const image = { renderUrl: 'https://api/render?expires=1', width: 1600 };
  expect(srcsetOf(image, stored).split(', ')).toEqual([
    'https://s3/1 1024w',
    'https://api/render?expires=1&width=1280 1280w',
    'https://api/render?expires=1&width=1536 1536w',
  ]);
  expect(srcsetOf({ ...image, renderUrl: null }, stored)).toBe('https://s3/1 1024w');
});
