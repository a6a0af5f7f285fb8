import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { DatabaseQueue, Task } from '../src/database-queue.ts';
import type { DatabaseThread } from '../src/database-thread.ts';
import { DatabaseUpkeep } from '../src/database-upkeep.ts';
import { TaskStop } from '../src/task-stop.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const LIMIT = { limitMs: 1_000, stop: () => new TaskStop('too slow') };

/** A queue that takes tasks and leaves them to the test. */
function idleQueue() {
  const tasks: { lane: string; work: Task<unknown>['work']; end: PromiseWithResolvers<unknown> }[] =
    [];
  const add = ((lane: string, { work }: Task<unknown>) => {
    const end = Promise.withResolvers<unknown>();
    tasks.push({ lane, work, end });
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

test('a change within a second postpones the views until its own maintenance has ended', async () => {
  const { queue, tasks, lanes } = idleQueue();
  const upkeep = new DatabaseUpkeep(queue, LIMIT);
  upkeep.afterChange();
  tasks[0]?.end.resolve(undefined);
  await vi.advanceTimersByTimeAsync(900);
  upkeep.afterChange();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(lanes()).toEqual(['urgent', 'urgent']);
  tasks[1]?.end.resolve(undefined);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(lanes()).toEqual(['urgent', 'urgent', 'idle']);
});

test('views follow each other until all are materialised', async () => {
  const { queue, tasks, lanes } = idleQueue();
  new DatabaseUpkeep(queue, LIMIT).storeViewsLater();
  await vi.advanceTimersByTimeAsync(1_000);
  tasks[0]?.end.resolve(true);
  await vi.advanceTimersByTimeAsync(200);
  expect(lanes()).toEqual(['idle', 'idle']);
  tasks[1]?.end.resolve(false);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(lanes()).toEqual(['idle', 'idle']);
});

test('a view that waited for a change is not materialised before the maintenance', async () => {
  const { queue, tasks } = idleQueue();
  const upkeep = new DatabaseUpkeep(queue, LIMIT);
  const call = vi.fn(async () => true);
  const thread = { call } as unknown as DatabaseThread;
  upkeep.storeViewsLater();
  await vi.advanceTimersByTimeAsync(1_000);
  upkeep.afterChange();
  expect(await tasks[0]?.work(thread)).toBe(false);
  expect(call).not.toHaveBeenCalled();
  tasks[1]?.end.resolve(undefined);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await tasks[2]?.work(thread)).toBe(true);
  expect(call).toHaveBeenCalledWith('storeView');
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
