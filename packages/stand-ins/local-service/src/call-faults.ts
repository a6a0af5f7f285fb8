import { setTimeout as sleep } from 'node:timers/promises';

/** What a test lets go wrong: an error, a late answer, or a connection that breaks. */
export type CallFault<Code extends string> =
  | { readonly kind: 'error'; readonly code: Code }
  | { readonly kind: 'delay'; readonly durationMs: number }
  | { readonly kind: 'drop' };

/** The first `count` calls meet the fault, later ones pass. */
export const firstCalls =
  <Code extends string>(count: number, fault: CallFault<Code>) =>
  ({ index }: { readonly index: number }): CallFault<Code> | undefined =>
    index < count ? fault : undefined;

export interface MeetOptions<Code extends string> {
  /** The service's own. */
  readonly ErrorClass: new (code: Code, message: string) => Error;
  /** Ends a delay. */
  readonly signal: AbortSignal;
}

/** Lets the fault happen; true when its call is to get no answer. @throws the fault's error */
export const meetFault = async <Code extends string>(
  fault: CallFault<Code> | undefined,
  { ErrorClass, signal }: MeetOptions<Code>,
): Promise<boolean> => {
  if (fault?.kind === 'error') {
    throw new ErrorClass(fault.code, `${fault.code}, as the test has asked for`);
  }
  if (fault?.kind === 'delay') {
    await sleep(fault.durationMs, undefined, { signal }).catch(() => undefined);
  }
  return fault?.kind === 'drop';
};
