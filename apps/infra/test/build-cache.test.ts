import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { ASSET_PROJECTS, assetFolder, type AssetProject } from '../src/function-assets.ts';

const ROOT = join(import.meta.dirname, '../../..');
const TIMEOUT_MS = 60_000;

/** The packages that Nx hashes, in the versions of the lockfile, before it takes a bundle from its cache. */
function hashedPackages(project: AssetProject): ReadonlySet<string> {
  const { stdout, stderr } = spawnSync(
    'npx',
    ['nx', 'show', 'target', 'inputs', `${project}:build`, '--json'],
    { cwd: ROOT, encoding: 'utf8', env: { ...process.env, NX_DAEMON: 'false' } },
  );
  if (stdout === '') throw new Error(`Expected the inputs of a target but received:\n${stderr}`);
  const { external } = JSON.parse(stdout) as { readonly external: readonly string[] };
  // Where there are several versions, all but one have theirs in the name.
  return new Set(external.map((name) => name.replace(/^npm:/, '').replace(/(?<=.)@.*$/, '')));
}

/** The packages whose modules are in a bundle. */
function bundledPackages(project: AssetProject): ReadonlySet<string> {
  const file = join(dirname(assetFolder(project)), 'dist/modules.json');
  const modules = JSON.parse(readFileSync(file, 'utf8')) as Record<string, readonly string[]>;
  return new Set(
    Object.values(modules)
      .flat()
      .flatMap((path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []),
  );
}

test.each(ASSET_PROJECTS)(
  'A bundle of %s is made anew where any package in it has changed, also one that others bring',
  { timeout: TIMEOUT_MS },
  (project) => {
    const hashed = hashedPackages(project);
    const bundled = bundledPackages(project);
    expect(bundled.size).toBeGreaterThan(10);
    expect([...bundled].filter((name) => !hashed.has(name))).toEqual([]);
  },
);
