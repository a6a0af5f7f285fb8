import { expect, onTestFinished, test, vi } from 'vitest';
import { Precedence } from '../src/stack/precedence.ts';

test('What waits begins when the last of the work that comes first has ended', async () => {
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

test('What has nothing to wait for begins at once', async () => {
  const uploads = new Precedence();
  const order: string[] = [];
  const work = uploads.runAfter(async () => order.push('import'));
  order.push('later');
  await work;
  expect(order).toEqual(['import', 'later']);
});

test('Work that fails is over too, and its error is the caller’s', async () => {
  const uploads = new Precedence();
  const failing = uploads.run(() => Promise.reject(new Error('no')));
  const waiting = uploads.runAfter(async () => 'begun');
  await expect(failing).rejects.toThrow('no');
  expect(await waiting).toBe('begun');
});

test('What waits for work that does not end begins after ten seconds', async () => {
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
