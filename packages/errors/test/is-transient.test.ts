import { expect, test } from 'vitest';
import { isTerminal, isTransient, messageOf, TerminalError, TransientError } from '../src/index.ts';

class Wrong extends TerminalError {
  readonly code = 'wrong';
}

class Busy extends TransientError {
  readonly code = 'busy';
}

function answer(httpStatusCode: number) {
  return Object.assign(new Error('answer'), { $metadata: { httpStatusCode } });
}

test.each([
  ['a terminal error', new Wrong(), true, false],
  ['a transient error', new Busy(), false, true],
  ['an error of unknown kind', new TypeError('x is not a function'), false, false],
  ['what is not an error', 'text', false, false],
  ['a refused connection', Object.assign(new Error(), { code: 'ECONNREFUSED' }), false, true],
  ['an unknown host', Object.assign(new Error(), { code: 'ENOTFOUND' }), false, true],
  ['a missing file', Object.assign(new Error(), { code: 'ENOENT' }), false, false],
  ['a connection that ends early', new Error('socket hang up'), false, true],
  ['a timeout error', new DOMException('', 'TimeoutError'), false, true],
  ['AWS: access denied', answer(403), false, false],
  ['AWS: too many requests', answer(429), false, true],
  ['AWS: request timeout', answer(408), false, true],
  ['AWS: server error', answer(503), false, true],
  ['AWS: throttled', Object.assign(answer(400), { $retryable: { throttling: true } }), false, true],
] as const)('%s', (_, error, terminal, transient) => {
  expect([isTerminal(error), isTransient(error)]).toEqual([terminal, transient]);
});

test('the message of an error without one is its name', () => {
  expect([messageOf(new TypeError('')), messageOf(new Error('full')), messageOf('text')]).toEqual([
    'TypeError',
    'full',
    'text',
  ]);
});
