#!/usr/bin/env node
/**
 * Runs after `npm ci`, which brings what this machine needs, and no more. Has npm's cache hold what
 * Lambda needs too, so that all that follows works offline. Not having it spoils no install.
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
  console.warn(`Packing Lambda functions will need the network: ${(error as Error).message}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
