import { expect, test } from 'vitest';
import { filterOfAddress, NO_FILTER } from '../src/images/image-filter.ts';

test('An address has the filter that the user selected', () => {
  const filter = { status: 'rejected', label: 'Cat', from: '2024-02-29', sort: 'name' } as const;
  expect(filterOfAddress({ ...filter, text: ' lake ' })).toEqual({
    ...NO_FILTER,
    ...filter,
    text: 'lake',
  });
});

test('A text that is longer than the API accepts is cut', () => {
  expect(filterOfAddress({ label: 'x'.repeat(256) }).label).toBe('x'.repeat(255));
});

test.each([
  { from: '9999-99-99' },
  { from: '2026-02-31' },
  { to: '3000-01-01' },
  { to: '1969-12-31' },
  { to: 'today' },
  { status: 'bogus' },
  { status: 'constructor' },
  { sort: 'x' },
  { zone: 'mars' },
])('The wrong parameter %j is ignored', (parameters) => {
  expect(filterOfAddress(parameters)).toEqual(NO_FILTER);
});
