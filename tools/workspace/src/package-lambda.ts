import { cpSync, globSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { readBundleOptions } from './bundle-options.ts';
import { installLambdaPackages, WORKSPACE_ROOT } from './lambda-packages.ts';

/**
 * Creates the folder `asset` of a Lambda app, which is deployed: the modules of `dist` without
 * source maps, and the external packages for Lambda's platform, without the files in `omit`.
 */
export function packageLambda(folder: string, workspaceRoot: string = WORKSPACE_ROOT): void {
  const { external, omit } = readBundleOptions(folder);
  const asset = join(folder, 'asset');
  rmSync(asset, { recursive: true, force: true });
  mkdirSync(asset);
  const modules = readdirSync(join(folder, 'dist')).filter((file) => file.endsWith('.mjs'));
  for (const file of modules) cpSync(join(folder, 'dist', file), join(asset, file));
  if (external.length > 0) installLambdaPackages(external, asset, workspaceRoot);
  const packages = join(asset, 'node_modules');
  for (const file of globSync([...omit], { cwd: packages })) rmSync(join(packages, file));
}

if (import.meta.main) packageLambda(process.cwd());
