import { availableParallelism } from 'node:os';
import { expect, it } from 'vitest';
import { waitForTurn } from '../src/wait-for-turn.ts';

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

/** Work that ends when it is told to. */
function heldWork() {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let hasStarted = false;
  const done = waitForTurn(() => {
    hasStarted = true;
    return promise;
  });
  return { done, end: () => resolve('done'), fail: reject, hasStarted: () => hasStarted };
}

it('as many images are decoded at once as there are cores, the others in order of arrival', async () => {
  const cores = availableParallelism();
  const works = Array.from({ length: cores + 2 }, heldWork);
  const started = async () => {
    await nextTurn();
    return works.filter(({ hasStarted }) => hasStarted()).length;
  };
  expect(await started()).toBe(cores);
  works[0]?.end();
  expect(await started()).toBe(cores + 1);
  works[1 % cores]?.end();
  works[cores]?.fail(new Error('broken'));
  await expect(works[cores]?.done).rejects.toThrow('broken');
  expect(await started()).toBe(cores + 2);
  for (const { end } of works) end();
  expect(await works.at(-1)?.done).toBe('done');
});

it('a turn that is over is free again', async () => {
  for (let i = 0; i < 3 * availableParallelism(); i++) {
    await expect(waitForTurn(async () => i)).resolves.toBe(i);
  }
});
