import type { connect } from '../src/connect.ts';

/** Simulates the death of the process: no later call is made. */
export class Crash extends Error {}

type Retention = ReturnType<typeof connect>;

/** Called with the name of each outgoing call before it is made. */
export type OnStep = (step: string) => void;

/**
 * Wraps the ports of a retention to report each call before it is made. A call that throws is not
 * made.
 */
export function watched(deps: Retention, onStep: OnStep): Retention {
  return {
    ...deps,
    purges: watch('purges', deps.purges, onStep),
    bucket: (name) => watch(name, deps.bucket(name), onStep),
  };
}

function watch<Port extends object>(name: string, port: Port, onStep: OnStep): Port {
  return new Proxy(port, {
    get(target, property) {
      const member: unknown = Reflect.get(target, property);
      if (typeof member !== 'function') return member;
      return (...inputs: unknown[]) => {
        onStep(`${name}.${String(property)}`);
        return member.apply(target, inputs);
      };
    },
  });
}

/** A retention that crashes at its n-th call, counted from 0. */
export function crashingAt(deps: Retention, n: number): Retention {
  let calls = 0;
  return watched(deps, (step) => {
    if (calls++ >= n) throw new Crash(`before ${step}`);
  });
}
