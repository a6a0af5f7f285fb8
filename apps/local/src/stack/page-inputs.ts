import { createHash } from 'node:crypto';
import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The inputs of the page's build. The lock file covers the packages. */
const INPUTS = [
  'apps/web/{src,public}/**/*',
  'apps/web/{*.html,package.json,vite.config.ts}',
  'packages/{api-client,api-contract}/{src/**/*,package.json}',
  'package-lock.json',
];

/** Returns the SHA-256, in hexadecimal, of the names and contents of the page's inputs. */
export function digestPageInputs(workspaceRoot: string): string {
  const hash = createHash('sha256');
  for (const file of globSync(INPUTS, { cwd: workspaceRoot }).toSorted()) {
    const path = join(workspaceRoot, file);
    if (statSync(path).isFile()) hash.update(`${file}\0`).update(readFileSync(path)).update('\0');
  }
  return hash.digest('hex');
}
