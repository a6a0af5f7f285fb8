/** Simulates the end of the process. */
export class Crash extends Error {
  override readonly name = 'Crash';
}

/** Replaces a call: `proceed` makes it. */
export type Interceptor = (
  method: string,
  inputs: readonly unknown[],
  proceed: () => unknown,
) => unknown;

/** The same object, each of whose methods is called through the interceptor. */
export function interceptCalls<Target extends object>(
  target: Target,
  intercept: Interceptor,
): Target {
  return new Proxy(target, {
    get(of, property) {
      const member: unknown = Reflect.get(of, property);
      if (typeof member !== 'function') return member;
      return (...inputs: unknown[]) =>
        intercept(String(property), inputs, () => Reflect.apply(member, of, inputs));
    },
  });
}

/** Throws at its n-th call, counted from 0, and at each later one: a crashed process does nothing. */
export function crashAt(n: number): (step: string) => void {
  let callCount = 0;
  return (step) => {
    if (callCount++ >= n) throw new Crash(`Crashed before ${step}`);
  };
}
