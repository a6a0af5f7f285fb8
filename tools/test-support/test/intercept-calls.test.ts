import { expect, test } from 'vitest';
import { Crash, crashAt, interceptCalls } from '../src/intercept-calls.ts';

class Store {
  readonly #rows: string[] = [];
  readonly name = 'store';
  add(row: string): number {
    return this.#rows.push(row);
  }
}

test('An intercepted object reports each call, and works as before', () => {
  const calls: unknown[] = [];
  const store = interceptCalls(new Store(), (method, inputs, proceed) => {
    calls.push([method, ...inputs]);
    return proceed();
  });
  expect([store.add('a'), store.add('b'), store.name]).toEqual([1, 2, 'store']);
  expect(calls).toEqual([
    ['add', 'a'],
    ['add', 'b'],
  ]);
});

test('After a crash no call is made', () => {
  const target = new Store();
  const crash = crashAt(1);
  const store = interceptCalls(target, (method, _inputs, proceed) => {
    crash(method);
    return proceed();
  });
  expect(store.add('a')).toBe(1);
  expect(() => store.add('b')).toThrow(Crash);
  expect(() => store.add('c')).toThrow('Crashed before add');
  expect(target.add('d')).toBe(2);
});
