#!/usr/bin/env node
/**
 * Fetches the servers that tests run against where they are there: Apache Kafka. It needs Java 17 and
 * Maven, and ends with 1 where they, or the artifacts, cannot be had: tests then print that they skip.
 */
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { WORKSPACE_ROOT } from '../lambda-packages.ts';

const pom = resolve(import.meta.dirname, '../test-servers/pom.xml');
const servers = resolve(WORKSPACE_ROOT, 'node_modules/.cache/test-servers');
const args = ['--quiet', '--batch-mode', '--file', pom, `-Dservers=${servers}`];
const { status, error } = spawnSync('mvn', [...args, 'generate-resources'], { stdio: 'inherit' });
if (error !== undefined) console.error(`Expected Maven on the PATH but received ${error.message}`);
process.exitCode = status ?? 1;
