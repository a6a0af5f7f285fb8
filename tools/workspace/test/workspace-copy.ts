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

/** The root of this workspace, an absolute path. */
export const workspaceRoot = resolve(import.meta.dirname, '../../..');

const groupFolders = ['apps', 'packages', 'packages/stand-ins', 'tools'] as const;

/** What installing, building and running leave behind: a fresh clone has none of it. */
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

/** How a command ended; `output` holds standard output and standard error together. */
export interface CommandResult {
  readonly exitCode: number;
  readonly output: string;
}

/** A copy of the workspace's sources in a temporary folder, to be changed at will. */
export interface WorkspaceCopy {
  readonly root: string;
  /** Runs one of the workspace's installed commands in `folder`, relative to the copy's root. */
  run(folder: string, command: string, ...args: readonly string[]): Promise<CommandResult>;
  remove(): void;
}

/** Every project's folder, relative to `root`: `apps/local`, `packages/resize`, … */
export const listProjectFolders = (root: string): readonly string[] =>
  groupFolders.flatMap((group) =>
    readdirSync(join(root, group), { withFileTypes: true })
      .filter((entry) => existsSync(join(root, group, entry.name, 'package.json')))
      .map((entry) => `${group}/${entry.name}`),
  );

/**
 * Links each installed package on its own, and the workspace's packages to the copy's folders: a
 * linked `node_modules` as a whole would resolve them to the original's.
 */
const linkInstalledPackages = (root: string): void => {
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
};

const runIn = (root: string, folder: string, command: string, args: readonly string[]) =>
  new Promise<CommandResult>((resolveResult) => {
    const path = [join(root, 'node_modules/.bin'), process.env['PATH']].join(delimiter);
    const env = { ...process.env, PATH: path, NX_DAEMON: 'false', CI: 'true', NO_COLOR: '1' };
    const options = { cwd: join(root, folder), env, maxBuffer: 64 * 1024 * 1024 };
    const child = execFile(command, args, options, (_error, stdout, stderr) => {
      resolveResult({ exitCode: child.exitCode ?? -1, output: stdout + stderr });
    });
    child.stdin?.end();
  });

/** Copies the workspace's sources, as a fresh clone has them, and links what is installed. */
export const copyWorkspace = (): WorkspaceCopy => {
  const root = mkdtempSync(join(tmpdir(), 'miniatura-workspace-'));
  const filter = (source: string) => !leftovers.has(basename(source));
  cpSync(workspaceRoot, root, { recursive: true, filter });
  linkInstalledPackages(root);
  return {
    root,
    run: (folder, command, ...args) => runIn(root, folder, command, args),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
};
