import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createApp } from './create-app.ts';
import { packedAsset } from './function-assets.ts';

/** Where the templates and the functions' code end up, within this project. */
export const ASSEMBLY_FOLDER = 'cdk.out';

/**
 * Writes every stage's templates, and the code they name, to `cdk.out`.
 * @throws Error where a function is not packed, or a rule is broken
 */
export function synthesise({ isDataKept }: { readonly isDataKept: boolean }): void {
  const outdir = join(import.meta.dirname, '..', ASSEMBLY_FOLDER);
  rmSync(outdir, { recursive: true, force: true });
  createApp({ assets: packedAsset, outdir, isDataKept }).app.synth();
}
