import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Whether a command is there; what it answers to `--help` does not matter. */
export function isInstalled(command: string): Promise<boolean> {
  return promisify(execFile)(command, ['--help']).then(
    () => true,
    ({ code }: { readonly code?: unknown }) => code !== 'ENOENT',
  );
}
