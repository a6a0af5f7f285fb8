import type { connect } from '../src/connect.ts';

/** The process is gone: nothing that it would do is done. */
export class Crash extends Error {}

type Retention = ReturnType<typeof connect>;

/** Told of each call that leaves the process, by its name, before it is made. */
export type OnStep = (step: string) => void;

/** The same retention with every call of its ports told beforehand; a call that throws is not made. */
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

/** Retention that dies before the n-th of its calls, counted from 0. */
export function crashingAt(deps: Retention, n: number): Retention {
  let calls = 0;
  return watched(deps, (step) => {
    if (calls++ >= n) throw new Crash(`before ${step}`);
  });
}
