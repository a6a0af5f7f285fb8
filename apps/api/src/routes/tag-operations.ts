import type { OpenAPIHono } from '@hono/zod-openapi';
import type { ApiEnv } from './api-env.ts';

type Document = ReturnType<OpenAPIHono<ApiEnv>['getOpenAPI31Document']>;

/** The groups of operations, by the beginning of their paths. */
const GROUPS = [
  { name: 'Uploads', prefix: '/upload', description: 'Upload images' },
  { name: 'Images', prefix: '/images', description: 'Find, read, delete and review images' },
  { name: 'Analytics', prefix: '/analytics', description: "The dashboard's questions" },
  { name: 'Webhooks', prefix: '/webhooks', description: 'Notify other systems of changes' },
  { name: 'System', prefix: '/', description: 'The user, and the health of the API' },
] as const;

/** Assigns each operation of a document to the group of its path. */
export function tagOperations(document: Document): Document {
  const paths = Object.entries(document.paths ?? {}).map(([path, operations]) => {
    const tags = [GROUPS.find(({ prefix }) => path.startsWith(prefix))?.name];
    const tagged = Object.entries(operations).map(([method, operation]) => [
      method,
      { tags, ...(operation as object) },
    ]);
    return [path, Object.fromEntries(tagged)];
  });
  return {
    ...document,
    tags: GROUPS.filter(({ prefix }) => isUsed(document, prefix)).map(({ name, description }) => ({
      name,
      description,
    })),
    paths: Object.fromEntries(paths),
  };
}

/** A stage without webhooks has no operations for them. */
function isUsed({ paths }: Document, prefix: string): boolean {
  return Object.keys(paths ?? {}).some((path) => path.startsWith(prefix));
}
