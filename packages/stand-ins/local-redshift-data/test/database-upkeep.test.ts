import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { DatabaseQueue } from '../src/database-queue.ts';
import { DatabaseUpkeep } from '../src/database-upkeep.ts';
import { TaskStop } from '../src/task-stop.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const LIMIT = { limitMs: 1_000, stop: () => new TaskStop('too slow') };

/** A queue that takes tasks and leaves them to the test. */
function idleQueue() {
  const tasks: { readonly lane: string; readonly end: PromiseWithResolvers<unknown> }[] = [];
  const add = ((lane: string) => {
    const end = Promise.withResolvers<unknown>();
    tasks.push({ lane, end });
    return { result: end.promise, stop: () => undefined, limit: () => undefined };
  }) as DatabaseQueue['add'];
  return { queue: { add }, tasks, lanes: () => tasks.map(({ lane }) => lane) };
}

test.each(['succeeds', 'fails'])(
  'views are materialised once the maintenance after a change has ended, even if it %s',
  async (outcome) => {
    const { queue, tasks, lanes } = idleQueue();
    new DatabaseUpkeep(queue, LIMIT).afterChange();
    // The maintenance of large tables takes longer than the delay.
    await vi.advanceTimersByTimeAsync(10_000);
    expect(lanes()).toEqual(['urgent']);
    if (outcome === 'fails') tasks[0]?.end.reject(new TaskStop('stopped'));
    else tasks[0]?.end.resolve(undefined);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(lanes()).toEqual(['urgent', 'idle']);
  },
);

test('a change before the views are materialised postpones them until its own maintenance has ended', async () => {
  const { queue, tasks, lanes } = idleQueue();
  const upkeep = new DatabaseUpkeep(queue, LIMIT);
  upkeep.afterChange();
  tasks[0]?.end.resolve(undefined);
  await vi.advanceTimersByTimeAsync(1);
  upkeep.afterChange();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(lanes()).toEqual(['urgent', 'urgent']);
  tasks[1]?.end.resolve(undefined);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(lanes()).toEqual(['urgent', 'urgent', 'idle']);
});

test('a stopped upkeep materialises nothing', async () => {
  const { queue, tasks, lanes } = idleQueue();
  const upkeep = new DatabaseUpkeep(queue, LIMIT);
  upkeep.afterChange();
  upkeep.stop();
  tasks[0]?.end.resolve(undefined);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(lanes()).toEqual(['urgent']);
});
