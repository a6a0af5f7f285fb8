#!/usr/bin/env node
/**
 * Runs after `npm ci`, which installs packages for this machine only. It adds the packages for
 * Lambda to npm's cache, so that later steps work offline. If this fails, the installation is still
 * valid.
 */
import { globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { readBundleOptions } from '../bundle-options.ts';
import { installLambdaPackages, WORKSPACE_ROOT } from '../lambda-packages.ts';

const folder = mkdtempSync(join(tmpdir(), 'miniatura-packages-'));
try {
  const apps = globSync('apps/*/package.json', { cwd: WORKSPACE_ROOT });
  const names = apps.flatMap(
    (path) => readBundleOptions(join(WORKSPACE_ROOT, path, '..')).external,
  );
  installLambdaPackages([...new Set(names)], folder, WORKSPACE_ROOT);
} catch (error) {
  console.warn(`Lambda functions cannot be packed offline: ${(error as Error).message}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
