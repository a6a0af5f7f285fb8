import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, join, resolve } from 'node:path';

/** Absolute path of the root of this workspace. */
export const workspaceRoot = resolve(import.meta.dirname, '../../..');

const groupFolders = ['apps', 'packages', 'packages/stand-ins', 'tools'] as const;

/** Results of installing, building and running, which a fresh clone does not have. */
const leftovers: ReadonlySet<string> = new Set([
  '.git',
  '.miniatura',
  '.nx',
  '.test-servers',
  'asset',
  'cdk.out',
  'dist',
  'node_modules',
  'out-code',
  'out-tsc',
  'test-results',
]);

/** The result of a command; `output` contains standard output and standard error. */
export interface CommandResult {
  readonly exitCode: number;
  readonly output: string;
}

/** A copy of the workspace's sources in a temporary folder, which tests may change. */
export interface WorkspaceCopy {
  readonly root: string;
  /** Runs one of the workspace's installed commands in `folder`, relative to the copy's root. */
  run(folder: string, command: string, ...args: readonly string[]): Promise<CommandResult>;
  remove(): void;
}

/** Returns every project's folder, relative to `root`: `apps/local`, `packages/resize`, … */
export function listProjectFolders(root: string): readonly string[] {
  return groupFolders.flatMap((group) =>
    readdirSync(join(root, group), { withFileTypes: true })
      .filter((entry) => existsSync(join(root, group, entry.name, 'package.json')))
      .map((entry) => `${group}/${entry.name}`),
  );
}

/**
 * Links each installed package separately, and the workspace's packages to the copy's folders. A
 * link to the whole `node_modules` would resolve them to the originals.
 */
function linkInstalledPackages(root: string): void {
  const original = join(workspaceRoot, 'node_modules');
  const target = join(root, 'node_modules');
  mkdirSync(join(target, '@miniatura'), { recursive: true });
  for (const name of readdirSync(original)) {
    const isOwn = name === '@miniatura' || (name.startsWith('.') && name !== '.bin');
    if (!isOwn) symlinkSync(join(original, name), join(target, name));
  }
  for (const folder of listProjectFolders(root)) {
    symlinkSync(join(root, folder), join(target, '@miniatura', basename(folder)));
    const nested = join(workspaceRoot, folder, 'node_modules');
    if (existsSync(nested)) symlinkSync(nested, join(root, folder, 'node_modules'));
  }
}

function runIn(root: string, folder: string, command: string, args: readonly string[]) {
  return new Promise<CommandResult>((resolveResult) => {
    const path = [join(root, 'node_modules/.bin'), process.env['PATH']].join(delimiter);
    const env = { ...process.env, PATH: path, NX_DAEMON: 'false', CI: 'true', NO_COLOR: '1' };
    const options = { cwd: join(root, folder), env, maxBuffer: 64 * 1024 * 1024 };
    const child = execFile(command, args, options, (_error, stdout, stderr) => {
      resolveResult({ exitCode: child.exitCode ?? -1, output: stdout + stderr });
    });
    child.stdin?.end();
  });
}

/** Copies the workspace's sources, as in a fresh clone, and links the installed packages. */
export function copyWorkspace(): WorkspaceCopy {
  const root = mkdtempSync(join(tmpdir(), 'miniatura-workspace-'));
  const filter = (source: string) => !leftovers.has(basename(source));
  cpSync(workspaceRoot, root, { recursive: true, filter });
  linkInstalledPackages(root);
  return {
    root,
    run: (folder, command, ...args) => runIn(root, folder, command, args),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}
