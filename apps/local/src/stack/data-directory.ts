import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { obstacleTo } from '@miniatura/resize/obstacle-to';

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

/** There can be no folder at the path of the data folder. */
export class DataFolderError extends Error {
  override readonly name = 'DataFolderError';
  readonly code = 'invalid-data-folder';

  /** @param obstacle what is there instead, such as `data is a file` */
  constructor(obstacle: string) {
    super(`Expected a folder for --data but ${obstacle}.\nChoose another folder with --data DIR.`);
  }
}

/**
 * Whether the data folder exists.
 * @throws DataFolderError when there can be none, because the path or a part of it is a file or a
 *   broken link; errors of the file system
 */
export async function isDataFolderThere({ path }: DataDirectory): Promise<boolean> {
  try {
    if ((await stat(path)).isDirectory()) return true;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (!['ENOENT', 'ENOTDIR', 'ELOOP'].includes(code)) throw error;
  }
  const obstacle = obstacleTo(path);
  if (obstacle !== undefined) throw new DataFolderError(obstacle);
  return false;
}
