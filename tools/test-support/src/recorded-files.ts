import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Names the folder into which calls are written, a file for each test file. */
export const CALLS_FOLDER_VARIABLE = 'MINIATURA_CALLS_FOLDER';

/**
 * Tests of the apps that use their AWS clients. Each file makes requests that none of the others
 * makes: a different action, role, bucket, folder or queue.
 */
export const RECORDED_FILES: readonly string[] = [
  ...['analytics', 'images', 'multipart', 'render', 'review', 'send-webhooks'].map(fileOf('api')),
  ...[
    ...['bedrock-description', 'create-handler', 'delay-retry', 'duplicates', 'large-images'],
    'quarantine',
  ].map(fileOf('thumbnailer')),
  ...['lake'].map(fileOf('etl')),
  ...['copies', 'create-handler', 'purge-expired'].map(fileOf('retention')),
  ...['store-record'].map(fileOf('ingest')),
  ...['redrive'].map(fileOf('failures')),
];

function fileOf(app: string): (name: string) => string {
  return (name) => `apps/${app}/test/${name}.test.ts`;
}

/** Returns the path of the calls of a test file. It exists when all its tests have passed. */
export function callsPath(folder: string, file: string): string {
  return join(folder, `${file.replaceAll('/', '-')}.jsonl`);
}

/** Returns the files whose calls are not in the folder. */
export function unrecordedFiles(folder: string): readonly string[] {
  return RECORDED_FILES.filter((file) => !existsSync(callsPath(folder, file)));
}
