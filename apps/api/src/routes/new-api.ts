import { OpenAPIHono, z } from '@hono/zod-openapi';
import { ApiError } from '../errors.ts';
import { faultSentence } from '../fault-sentence.ts';
import type { ApiEnv } from './api-env.ts';

/** Creates a Hono app that validates requests against the routes' schemas. */
export function newApi(): OpenAPIHono<ApiEnv> {
  return new OpenAPIHono<ApiEnv>({
    defaultHook: (result) => {
      if (result.success) return;
      // The validator adds the value that was sent, which the hook's type does not contain.
      const { data: sent } = result as { readonly data?: unknown };
      const errors = result.error.issues.map((issue) => ({
        path: issue.path.join('.'),
        message: faultSentence(issue, valueAt(sent, issue.path)),
      }));
      const parts = errors.map(({ path, message }) => (path ? `${path}: ${message}` : message));
      throw new ApiError('invalid-request', parts.join('; ').slice(0, MAX_DETAIL_CHARACTERS), {
        errors: errors.slice(0, MAX_FAULTS),
      });
    },
  });
}

const MAX_DETAIL_CHARACTERS = 1000;
const MAX_FAULTS = 100;

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce(
    (part, name) => (part as Record<PropertyKey, unknown> | null | undefined)?.[name],
    value,
  );
}

/** Describes a JSON response of a route, with an example. */
export function jsonAnswer<Schema extends z.ZodType>(
  description: string,
  schema: Schema,
  example: z.output<Schema>,
) {
  return { description, content: { 'application/json': { schema, example } } };
}

/** Describes a required JSON body of a request, with an example. */
export function jsonBody<Schema extends z.ZodType>(schema: Schema, example: z.input<Schema>) {
  return { required: true, content: { 'application/json': { schema, example } } } as const;
}

/** The bytes of a file. Generators of clients need the format, to which OpenAPI 3.1 gives no meaning. */
export const BINARY = z.string().openapi({ format: 'binary' });

/** Describes the response for an unchanged list. */
export const NOT_MODIFIED_ANSWER = {
  304: { description: 'The list is the one that `If-None-Match` names' },
} as const;

/** Marks a route that requires a token. */
export const SIGNED_IN = [{ bearer: [] }];

/** Marks a route that everybody may use. */
export const NO_TOKEN: [] = [];
