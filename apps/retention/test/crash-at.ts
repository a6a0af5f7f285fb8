import { crashAt, interceptCalls } from '@miniatura/test-support/intercept-calls';
import type { connect } from '../src/connect.ts';

type Retention = ReturnType<typeof connect>;

/** Called with the name of each outgoing call before it is made. */
export type OnStep = (step: string) => void;

/**
 * Wraps the ports of a retention to report each call before it is made. A call that throws is not
 * made.
 */
export function watched(dependencies: Retention, onStep: OnStep): Retention {
  return {
    ...dependencies,
    purges: watch('purges', dependencies.purges, onStep),
    bucket: (name) => watch(name, dependencies.bucket(name), onStep),
  };
}

function watch<Port extends object>(name: string, port: Port, onStep: OnStep): Port {
  return interceptCalls(port, (method, _inputs, proceed) => {
    onStep(`${name}.${method}`);
    return proceed();
  });
}

/** A retention that crashes at its n-th call, counted from 0. */
export function crashingAt(dependencies: Retention, n: number): Retention {
  return watched(dependencies, crashAt(n));
}
