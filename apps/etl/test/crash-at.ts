import type { EtlDependencies } from '../src/create-handler.ts';

/** The process is gone: nothing that it would do is done. */
export class Crash extends Error {}

type Ports = Pick<EtlDependencies, 'feed' | 'staging' | 'api'>;

/** Told of each call that leaves the process, by its name, before it is made. */
export type OnStep = (step: string) => void;

/** The same ETL with every call of its ports told beforehand; a call that throws is not made. */
export function watched(deps: EtlDependencies, onStep: OnStep): EtlDependencies {
  return {
    ...deps,
    feed: watch('feed', deps.feed, onStep),
    staging: watch('staging', deps.staging, onStep),
    api: watch('api', deps.api, onStep),
  };
}

function watch<Name extends keyof Ports>(name: Name, port: Ports[Name], onStep: OnStep) {
  return new Proxy(port, {
    get(target, property) {
      const method = Reflect.get(target, property) as (...inputs: unknown[]) => unknown;
      if (property === 'uriOf') return method;
      return (...inputs: unknown[]) => {
        onStep([`${name}.${String(property)}`, fileOf(inputs)].join(' ').trim());
        return method.apply(target, inputs);
      };
    },
  });
}

/** The last part of a staged file's key, which is the same in every run. */
function fileOf([key]: readonly unknown[]): string {
  return /\/([a-z]+[-.]\S+)$/.exec(String(key))?.[1] ?? '';
}

/** The ETL, which dies before the n-th of its calls, counted from 0. */
export function crashingAt(deps: EtlDependencies, n: number): EtlDependencies {
  let calls = 0;
  return watched(deps, (step) => {
    if (calls++ >= n) throw new Crash(`before ${step}`);
  });
}
