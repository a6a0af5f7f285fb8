import { expect, it } from 'vitest';
import { formatTable } from '../src/format-table.ts';

it('aligns names to the left and figures to the right', () => {
  const table = formatTable(
    ['who', 'ms'],
    [
      ['a', '9.5'],
      ['longer', '10.0'],
    ],
  );
  expect(table).toBe('who       ms\na        9.5\nlonger  10.0');
});
