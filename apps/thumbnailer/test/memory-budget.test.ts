import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MemoryBudget } from '../src/memory-budget.ts';

/** Work that ends on request. */
function heldWork() {
  const { promise, resolve } = Promise.withResolvers<void>();
  let hasStarted = false;
  const work = () => {
    hasStarted = true;
    return promise;
  };
  return { work, end: resolve, hasStarted: () => hasStarted };
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

describe('A memory budget', () => {
  test('runs work concurrently while it fits, and the rest when there is space', async () => {
    const budget = new MemoryBudget(100);
    const [a, b, c] = [heldWork(), heldWork(), heldWork()];
    const done = [budget.run(60, a.work), budget.run(40, b.work), budget.run(10, c.work)];
    await nextTurn();
    expect([a, b, c].map((held) => held.hasStarted())).toEqual([true, true, false]);
    b.end();
    await nextTurn();
    expect(c.hasStarted()).toBe(true);
    a.end();
    c.end();
    await Promise.all(done);
  });

  test('runs work that is larger than the budget alone', async () => {
    const budget = new MemoryBudget(100);
    const [large, small] = [heldWork(), heldWork()];
    const done = [budget.run(1000, large.work), budget.run(1, small.work)];
    await nextTurn();
    expect([large.hasStarted(), small.hasStarted()]).toEqual([true, false]);
    large.end();
    small.end();
    await Promise.all(done);
  });

  test('frees the space of failed work', async () => {
    const budget = new MemoryBudget(1);
    await expect(budget.run(1, () => Promise.reject(new Error('broken')))).rejects.toThrow(
      'broken',
    );
    await expect(budget.run(1, async () => 'next')).resolves.toBe('next');
  });

  test('never exceeds its total, and finally runs everything', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 200 })), async (sizes) => {
        const budget = new MemoryBudget(100);
        let held = 0;
        let most = 0;
        const run = (byteCount: number) =>
          budget.run(byteCount, async () => {
            held += Math.min(byteCount, 100);
            most = Math.max(most, held);
            await nextTurn();
            held -= Math.min(byteCount, 100);
          });
        await Promise.all(sizes.map(run));
        expect(most).toBeLessThanOrEqual(100);
      }),
      { numRuns: 50 },
    );
  });
});
