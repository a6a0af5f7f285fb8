import type { Dialect } from 'kysely';

/** What a driver adds to kysely. */
export type DriverParts = Omit<Dialect, 'createIntrospector'>;
