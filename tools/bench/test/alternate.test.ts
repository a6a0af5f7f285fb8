import { describe, expect, it } from 'vitest';
import { alternate, median } from '../src/alternate.ts';

describe('alternate', () => {
  it('lets all run once before any runs again, and keeps their samples apart', async () => {
    const order: string[] = [];
    const samples = await alternate(['a', 'b'], 3, (name) => {
      order.push(name);
      return Promise.resolve(order.length);
    });
    expect(order.join('')).toBe('ababab');
    expect([...samples]).toEqual([
      ['a', [1, 3, 5]],
      ['b', [2, 4, 6]],
    ]);
  });
});

describe('median', () => {
  it.each([
    [[3], 3],
    [[9, 1, 5], 5],
    [[10, 2, 4, 1], 3],
  ])('of %j is %d', (values, expected) => {
    expect(median(values)).toBe(expected);
  });
});
