import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { ASSET_PROJECTS, assetFolder, type AssetProject } from '../src/function-assets.ts';

const ROOT = join(import.meta.dirname, '../../..');
const TIMEOUT_MS = 120_000;

/** What Nx hashes before it takes a task's result from its cache, by task. */
let taskPlans: Readonly<Record<string, readonly string[]>>;

beforeAll(() => {
  const folder = mkdtempSync(join(tmpdir(), 'miniatura-plans-'));
  const file = join(folder, 'graph.json');
  const projects = `--projects=${ASSET_PROJECTS.join(',')}`;
  const { stdout, stderr } = spawnSync(
    'npx',
    ['nx', 'run-many', '-t', 'build', projects, `--graph=${file}`],
    { cwd: ROOT, encoding: 'utf8', env: { ...process.env, NX_DAEMON: 'false' } },
  );
  if (!existsSync(file)) throw new Error(`Expected task plans but received:\n${stdout}${stderr}`);
  ({ taskPlans } = JSON.parse(readFileSync(file, 'utf8')) as { taskPlans: typeof taskPlans });
  rmSync(folder, { recursive: true });
}, TIMEOUT_MS);

/** The packages of a bundle's plan, in the versions of the lockfile. */
function hashedPackages(project: AssetProject): ReadonlySet<string> {
  const external = (taskPlans[`${project}:build`] ?? []).filter((each) => each.startsWith('npm:'));
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
  'A bundle of %s is built again if any package in it has changed, also an indirect one',
  (project) => {
    const hashed = hashedPackages(project);
    const bundled = bundledPackages(project);
    expect(bundled.size).toBeGreaterThan(10);
    expect([...bundled].filter((name) => !hashed.has(name))).toEqual([]);
  },
);

test('A bundle is built again if a module of the bundler has changed', () => {
  const folder = 'tools/workspace/src';
  const bundler = modulesFrom(folder, 'bundle-lambda.ts');
  expect(bundler).toContain('build-for-lambda.ts');
  const hashed = taskPlans['thumbnailer:build']?.join();
  for (const file of bundler) expect(hashed).toContain(`{workspaceRoot}/${folder}/${file}`);
});

/** Returns a module, and those of its folder that it imports, directly or not. */
function modulesFrom(folder: string, file: string): readonly string[] {
  const code = readFileSync(join(ROOT, folder, file), 'utf8');
  const imported = [...code.matchAll(/^(?:import|export) .*from '\.\/(.+)';$/gm)].map(
    ([, name = '']) => name,
  );
  return [file, ...imported.flatMap((name) => modulesFrom(folder, name))];
}
