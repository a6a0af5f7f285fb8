import { describe, expect, test } from 'vitest';
import { retryCall, StackStoppedError } from '../src/commands/retry-call.ts';
import { dataDirectory } from '../src/stack/data-directory.ts';
import { printedCommand } from '../src/stack/stack-choice.ts';

describe('A call to a stack', () => {
  const options = {
    onWait: () => undefined,
    isStackStopped: () => false,
    isStackUnhealthy: async () => false,
    signal: new AbortController().signal,
  };
  const failing = (count: number, error: object) => {
    let calls = 0;
    return async () => {
      if (calls++ < count) throw Object.assign(new Error('failed'), error);
      return calls;
    };
  };

  test.each([
    { name: 'NoSuchBucket' },
    { code: 'ECONNRESET' },
    { $metadata: { httpStatusCode: 503 } },
  ])('is retried after %j', async (error) => {
    expect(await retryCall(failing(1, error), options)).toBe(2);
  });

  test('is not retried after an error that a retry cannot solve', async () => {
    const call = failing(1, { $metadata: { httpStatusCode: 403 } });
    await expect(retryCall(call, options)).rejects.toThrow('failed');
  });

  test('ends when the stack has stopped', async () => {
    const call = failing(9, { code: 'ECONNREFUSED' });
    const isStackStopped = () => true;
    await expect(retryCall(call, { ...options, isStackStopped })).rejects.toBeInstanceOf(
      StackStoppedError,
    );
  });
});

test.each([
  [{}, [], 'npm run images'],
  [{ port: 0 }, [], 'npm run images'],
  [{ data: '/tmp/a', port: 5000 }, [], 'npm run images -- --data /tmp/a --port 5000'],
  [{ data: '/tmp/my data' }, ['~/Pictures'], 'npm run images -- ~/Pictures --data "/tmp/my data"'],
  [{ data: "it's $HOME" }, [], `npm run images -- --data 'it'\\''s $HOME'`],
])('A printed command repeats %j as a shell reads it', (given, args, expected) => {
  const choice = { data: dataDirectory('x'), port: 4600, given };
  expect(printedCommand('npm run images', choice, args)).toBe(expected);
});
