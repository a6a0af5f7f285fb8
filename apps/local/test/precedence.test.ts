import { expect, onTestFinished, test, vi } from 'vitest';
import { Precedence } from '../src/stack/precedence.ts';

test('Waiting work starts when the last work with priority has ended', async () => {
  const uploads = new Precedence();
  const order: string[] = [];
  const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const works = [uploads.run(() => first.promise), uploads.run(() => second.promise)];
  const waiting = uploads.runAfter(async () => order.push('import'));
  first.resolve();
  await works[0];
  order.push('first');
  second.resolve();
  await works[1];
  await waiting;
  expect(order).toEqual(['first', 'import']);
});

test('Work without anything to wait for starts immediately', async () => {
  const uploads = new Precedence();
  const order: string[] = [];
  const work = uploads.runAfter(async () => order.push('import'));
  order.push('later');
  await work;
  expect(order).toEqual(['import', 'later']);
});

test('Failed work has ended too, and its error is thrown', async () => {
  const uploads = new Precedence();
  const failing = uploads.run(() => Promise.reject(new Error('no')));
  const waiting = uploads.runAfter(async () => 'begun');
  await expect(failing).rejects.toThrow('no');
  expect(await waiting).toBe('begun');
});

test('Waiting work starts after ten seconds at the latest', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const uploads = new Precedence();
  const long = Promise.withResolvers<void>();
  const work = uploads.run(() => long.promise);
  let hasBegun = false;
  const waiting = uploads.runAfter(async () => void (hasBegun = true));
  await vi.advanceTimersByTimeAsync(9_999);
  expect(hasBegun).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  await waiting;
  expect(hasBegun).toBe(true);
  long.resolve();
  await work;
});
