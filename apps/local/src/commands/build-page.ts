#!/usr/bin/env node
/** Runs before `npm start`. Builds the page unless the inputs are those of the last build. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { digestPageInputs } from '../stack/page-inputs.ts';

const ROOT = join(import.meta.dirname, '../../../..');
const WEB = join(ROOT, 'apps/web');
/** Stored in the build's output, so that a different build also replaces it. */
const DIGEST = join(WEB, 'dist/.vite/inputs.sha256');

const digest = digestPageInputs(ROOT);
if (!existsSync(DIGEST) || readFileSync(DIGEST, 'utf8') !== digest) {
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js');
  const options = { cwd: WEB, stdio: 'inherit' } as const;
  const { status } = spawnSync(process.execPath, [vite, 'build', '--logLevel=error'], options);
  if (status !== 0) process.exit(status ?? 1);
  writeFileSync(DIGEST, digest);
}
