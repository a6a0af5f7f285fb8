import { crashAt, interceptCalls } from '@miniatura/test-support/intercept-calls';
import type { EtlDependencies } from '../src/index.ts';

/** Called with the name of each outgoing call before it is made. */
export type OnStep = (step: string) => void;

/** Wraps the ports of an ETL to report each call before it is made. A call that throws is not made. */
export function watched(dependencies: EtlDependencies, onStep: OnStep): EtlDependencies {
  return {
    ...dependencies,
    feed: watch('feed', dependencies.feed, onStep),
    staging: watch('staging', dependencies.staging, onStep),
    api: watch('api', dependencies.api, onStep),
  };
}

function watch<Port extends object>(name: string, port: Port, onStep: OnStep): Port {
  return interceptCalls(port, (method, inputs, proceed) => {
    // It makes no call.
    if (method !== 'uriOf') onStep([`${name}.${method}`, fileOf(inputs)].join(' ').trim());
    return proceed();
  });
}

/** The last part of a staged file's key, which is the same in every run. */
function fileOf([key]: readonly unknown[]): string {
  return /\/([a-z]+[-.]\S+)$/.exec(String(key))?.[1] ?? '';
}

/** An ETL that crashes at its n-th call, counted from 0. */
export function crashingAt(dependencies: EtlDependencies, n: number): EtlDependencies {
  return watched(dependencies, crashAt(n));
}
