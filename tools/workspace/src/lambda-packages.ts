import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import * as z from 'zod';

/** The platform of our Lambda functions, in npm's terms. */
export const LAMBDA_PLATFORM = { os: 'linux', cpu: 'arm64', libc: 'glibc' } as const;

const lockedPackageSchema = z.looseObject({
  version: z.string().optional(),
  dependencies: z.record(z.string(), z.string()).default({}),
  optionalDependencies: z.record(z.string(), z.string()).default({}),
});

const lockfileSchema = z.object({ packages: z.record(z.string(), lockedPackageSchema) });

type LockedPackages = z.output<typeof lockfileSchema>['packages'];

function pathOf(name: string, from: string, locked: LockedPackages): string | undefined {
  const path = `${from === '' ? '' : `${from}/`}node_modules/${name}`;
  if (path in locked) return path;
  return from === '' ? undefined : pathOf(name, outer(from), locked);
}

function outer(path: string): string {
  const end = path.lastIndexOf('/node_modules/');
  return end === -1 ? '' : path.slice(0, end);
}

function addWithDependencies(path: string, locked: LockedPackages, found: Set<string>): void {
  if (found.has(path)) return;
  found.add(path);
  const { dependencies = {}, optionalDependencies = {} } = locked[path] ?? {};
  for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
    const next = pathOf(name, path, locked);
    if (next !== undefined) addWithDependencies(next, locked, found);
  }
}

/**
 * Returns a lock file for only these packages, with the versions and checksums of the workspace's.
 * @throws Error if a package is not in the workspace's lock file
 */
export function lockfileOf(names: readonly string[], workspaceLockfile: string) {
  const { packages: locked } = lockfileSchema.parse(JSON.parse(workspaceLockfile));
  const found = new Set<string>();
  const dependencies: Record<string, string> = {};
  for (const name of names) {
    const { version } = locked[`node_modules/${name}`] ?? {};
    if (version === undefined) throw new Error(`Expected ${name} in the workspace's lockfile.`);
    dependencies[name] = version;
    addWithDependencies(`node_modules/${name}`, locked, found);
  }
  const manifest = { name: 'lambda-packages', version: '0.0.0', private: true, dependencies };
  const packages = Object.fromEntries([...found].toSorted().map((path) => [path, locked[path]]));
  return {
    ...manifest,
    lockfileVersion: 3,
    requires: true,
    packages: { '': manifest, ...packages },
  };
}

const FLAGS = [
  '--omit=dev',
  '--ignore-scripts',
  '--prefer-offline',
  '--fetch-retries=1',
  '--no-audit',
  '--no-fund',
  '--loglevel=error',
];

function runNpm(parameters: readonly string[], cwd: string): void {
  const { status, stderr } = spawnSync('npm', parameters, { cwd, encoding: 'utf8' });
  if (status === 0) return;
  throw new Error(
    `Expected npm's cache or a registry to have the packages for Lambda but received:\n${stderr}`,
  );
}

/**
 * Installs packages and their dependencies for Lambda into a folder's `node_modules`, on any
 * machine: npm has an option for the platform. Packages in npm's cache are not downloaded again.
 * @throws Error with npm's message
 */
export function installLambdaPackages(
  names: readonly string[],
  folder: string,
  workspaceRoot: string,
): void {
  const lockfile = lockfileOf(
    names,
    readFileSync(join(workspaceRoot, 'package-lock.json'), 'utf8'),
  );
  const files = { 'package.json': lockfile.packages[''], 'package-lock.json': lockfile };
  for (const [file, content] of Object.entries(files)) {
    writeFileSync(join(folder, file), JSON.stringify(content, null, 2));
  }
  const platform = Object.entries(LAMBDA_PLATFORM).map(([name, value]) => `--${name}=${value}`);
  runNpm(['ci', ...platform, ...FLAGS], folder);
  for (const file of [
    ...Object.keys(files),
    'node_modules/.package-lock.json',
    'node_modules/.bin',
  ]) {
    rmSync(join(folder, file), { recursive: true, force: true });
  }
}

/** The root of this workspace. */
export const WORKSPACE_ROOT = dirname(dirname(dirname(import.meta.dirname)));
