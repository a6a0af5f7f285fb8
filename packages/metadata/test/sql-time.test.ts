import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toIsoTime, toSqlTime } from '../src/index.ts';

test.each([
  ['2026-11-21T10:00:00Z', '2026-11-21 10:00:00.000000', '2026-11-21T10:00:00.000Z'],
  ['2026-11-21T10:00Z', '2026-11-21 10:00:00.000000', '2026-11-21T10:00:00.000Z'],
  ['2026-11-21T10:00:00.5Z', '2026-11-21 10:00:00.500000', '2026-11-21T10:00:00.500Z'],
  ['2026-11-21T10:00:00.123456Z', '2026-11-21 10:00:00.123456', '2026-11-21T10:00:00.123456Z'],
  ['2026-11-21T10:00:00.123456789Z', '2026-11-21 10:00:00.123456', '2026-11-21T10:00:00.123456Z'],
])('%s is stored as %s and read as %s', (iso, stored, read) => {
  expect(toSqlTime(iso)).toBe(stored);
  expect(toIsoTime(stored)).toBe(read);
});

test('any millisecond is read back as JavaScript formats it, and sorts as text', () => {
  const date = fc.date({
    min: new Date('1000-01-01'),
    max: new Date('9999-12-31'),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(date, date, (a, b) => {
      const [left, right] = [toSqlTime(a.toISOString()), toSqlTime(b.toISOString())];
      expect(toIsoTime(left)).toBe(a.toISOString());
      expect(Math.sign(a.getTime() - b.getTime())).toBe(left < right ? -1 : left > right ? 1 : 0);
    }),
  );
});
