import { expect, test } from 'vitest';
import { Precedence } from '../src/precedence.ts';

const never = new AbortController().signal;

test('What waits goes on when the last of the work that comes first has ended', async () => {
  const uploads = new Precedence();
  await uploads.wait(never);
  const order: string[] = [];
  const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const works = [uploads.run(() => first.promise), uploads.run(() => second.promise)];
  const waiting = uploads.wait(never).then(() => order.push('import'));
  first.resolve();
  await works[0];
  order.push('first');
  second.resolve();
  await works[1];
  await waiting;
  expect(order).toEqual(['first', 'import']);
});

test('Work that fails is over too, and its error is the caller’s', async () => {
  const uploads = new Precedence();
  const failing = uploads.run(() => Promise.reject(new Error('no')));
  const waiting = uploads.wait(never);
  await expect(failing).rejects.toThrow('no');
  await waiting;
});

test('What waits for long work ends with its signal', async () => {
  const uploads = new Precedence();
  const long = Promise.withResolvers<void>();
  const work = uploads.run(() => long.promise);
  const stopping = new AbortController();
  const waiting = uploads.wait(stopping.signal);
  stopping.abort();
  await waiting;
  long.resolve();
  await work;
});
