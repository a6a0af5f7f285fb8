import { join, resolve } from 'node:path';

/** Where everything of a stack lies. */
export interface DataDirectory {
  readonly path: string;
  readonly s3: string;
  readonly sqs: string;
  readonly sns: string;
  readonly redshift: string;
  readonly oidc: string;
  readonly endpoints: string;
  readonly databaseUrl: string;
}

export function dataDirectory(path: string): DataDirectory {
  const root = resolve(path);
  return {
    path: root,
    s3: join(root, 's3'),
    sqs: join(root, 'sqs'),
    sns: join(root, 'sns'),
    redshift: join(root, 'redshift'),
    oidc: join(root, 'oidc'),
    endpoints: join(root, 'endpoints.json'),
    databaseUrl: `sqlite:${join(root, 'metadata.sqlite')}`,
  };
}
