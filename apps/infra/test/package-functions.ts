import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ASSET_PROJECTS } from '../src/function-assets.ts';

/**
 * Packs the functions as they are now; Nx does it again only where their code has changed.
 * @throws Error with what Nx has printed
 */
export async function packageFunctions(): Promise<void> {
  const projects = `--projects=${ASSET_PROJECTS.join(',')}`;
  await promisify(execFile)(
    'npx',
    ['nx', 'run-many', '-t', 'package', projects, '--output-style=static'],
    {
      cwd: join(import.meta.dirname, '../../..'),
      env: { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false' },
    },
  ).catch(({ stdout, stderr }: Readonly<Record<'stdout' | 'stderr', string>>) => {
    throw new Error(`Expected packed functions but received:\n${stdout}${stderr}`);
  });
}
