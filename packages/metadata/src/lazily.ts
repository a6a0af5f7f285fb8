/**
 * Returns a function that makes a value at its first call, and returns the same value later.
 * Schemas are made this way: a function on Lambda, or a command, imports all of them and needs few.
 */
export function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** Returns an object whose members are made when they are first read. */
export function lazyMembers<Makers extends Readonly<Record<string, () => unknown>>>(
  makers: Makers,
): { readonly [Name in keyof Makers]: ReturnType<Makers[Name]> } {
  const members = Object.entries(makers).map(
    ([name, make]) => [name, { get: lazily(make), enumerable: true }] as const,
  );
  return Object.defineProperties({}, Object.fromEntries(members)) as ReturnType<
    typeof lazyMembers<Makers>
  >;
}
