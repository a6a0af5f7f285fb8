import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ASSET_PROJECTS } from '../src/function-assets.ts';

/** Packs the functions as they are now; Nx does it again only where their code has changed. */
export default function packageFunctions(): void {
  const projects = `--projects=${ASSET_PROJECTS.join(',')}`;
  const { status, stdout, stderr } = spawnSync(
    'npx',
    ['nx', 'run-many', '-t', 'package', projects, '--output-style=static'],
    {
      cwd: join(import.meta.dirname, '../../..'),
      encoding: 'utf8',
      env: { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false' },
    },
  );
  if (status !== 0) throw new Error(`Expected packed functions but received:\n${stdout}${stderr}`);
}
