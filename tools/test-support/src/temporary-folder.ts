import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Creates a folder that is deleted, with its content, when `resources` are disposed of. */
export async function temporaryFolder(resources: AsyncDisposableStack): Promise<string> {
  return resources.use(await mkdtempDisposable(join(tmpdir(), 'miniatura-test-'))).path;
}
