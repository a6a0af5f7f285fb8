import { createHash } from 'node:crypto';
import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What the built page is made of; the lockfile tells the packages. */
const INPUTS = [
  'apps/web/{src,public}/**/*',
  'apps/web/{index.html,package.json,vite.config.ts}',
  'packages/api-contract/{src/**/*,package.json}',
  'package-lock.json',
];

/** The SHA-256 of the names and the bytes of all that the page is built of, in hexadecimal. */
export function digestPageInputs(workspaceRoot: string): string {
  const hash = createHash('sha256');
  for (const file of globSync(INPUTS, { cwd: workspaceRoot }).toSorted()) {
    const path = join(workspaceRoot, file);
    if (statSync(path).isFile()) hash.update(`${file}\0`).update(readFileSync(path)).update('\0');
  }
  return hash.digest('hex');
}
