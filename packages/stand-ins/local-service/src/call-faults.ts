import { setTimeout as sleep } from 'node:timers/promises';

/** A fault that a test injects: an error, a delayed response or a dropped connection. */
export type CallFault<Code extends string> =
  | { readonly kind: 'error'; readonly code: Code }
  | { readonly kind: 'delay'; readonly durationMs: number }
  | { readonly kind: 'drop' };

/** Injects `fault` into the first `count` calls; later calls succeed. */
export function firstCalls<Code extends string>(count: number, fault: CallFault<Code>) {
  return ({ index }: { readonly index: number }): CallFault<Code> | undefined =>
    index < count ? fault : undefined;
}

export interface InjectOptions<Code extends string> {
  /** The error class of the service. */
  readonly ErrorClass: new (code: Code, message: string) => Error;
  /** Ends a delay early. */
  readonly signal: AbortSignal;
}

/**
 * Injects the fault. @returns true when the connection is to be dropped @throws the error of the
 * fault
 */
export async function injectFault<Code extends string>(
  fault: CallFault<Code> | undefined,
  { ErrorClass, signal }: InjectOptions<Code>,
): Promise<boolean> {
  if (fault?.kind === 'error') {
    throw new ErrorClass(fault.code, `${fault.code}, injected by the test`);
  }
  if (fault?.kind === 'delay') {
    await sleep(fault.durationMs, undefined, { signal }).catch(() => undefined);
  }
  return fault?.kind === 'drop';
}
