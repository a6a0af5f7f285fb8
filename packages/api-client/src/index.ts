export type { components, paths } from './api-schema.ts';
export { createMiniaturaClient } from './create-miniatura-client.ts';
export type { ClientOptions, MiniaturaClient } from './create-miniatura-client.ts';
export { dataOf } from './data-of.ts';
export { ApiError, UnreachableError } from './errors.ts';
export type { Problem } from './errors.ts';
