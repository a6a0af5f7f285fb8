import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** The paths of all data of a stack. */
export interface DataDirectory {
  readonly path: string;
  readonly s3: string;
  readonly sqs: string;
  readonly sns: string;
  readonly redshift: string;
  readonly oidc: string;
  readonly endpoints: string;
  readonly processId: string;
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
    processId: join(root, 'stack.pid'),
    databaseUrl: `sqlite:${join(root, 'metadata.sqlite')}`,
  };
}

/** The path of the data folder is not a folder. */
export class DataFolderError extends Error {
  override readonly name = 'DataFolderError';
  readonly code = 'invalid-data-folder';

  constructor(path: string) {
    super(
      `Expected a folder for --data but ${path} is a file.\nChoose another folder with --data DIR.`,
    );
  }
}

/**
 * Whether the data folder exists.
 * @throws DataFolderError when the path or a part of it is a file; errors of the file system
 */
export async function isDataFolderThere({ path }: DataDirectory): Promise<boolean> {
  try {
    if ((await stat(path)).isDirectory()) return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return false;
    if (code !== 'ENOTDIR') throw error;
  }
  throw new DataFolderError(path);
}
