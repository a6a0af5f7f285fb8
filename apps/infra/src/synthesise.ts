import { rmSync } from 'node:fs';
import { createApp, type CreateAppOptions } from './create-app.ts';
import { builtPage, packedAsset, packedJobImage } from './function-assets.ts';

export interface SynthesiseOptions extends Pick<CreateAppOptions, 'removeAt' | 'stages'> {
  /** Whether buckets, keys and databases outlive their stacks. */
  readonly isDataKept: boolean;
  /** An absolute path; what it holds is replaced. */
  readonly folder: string;
}

/**
 * Writes every stage's templates, and the code they name.
 * @throws Error where a function is not packed, or a rule is broken
 */
export function synthesise({ folder, ...options }: SynthesiseOptions): void {
  rmSync(folder, { recursive: true, force: true });
  createApp({
    assets: packedAsset,
    pageAsset: builtPage,
    jobImage: packedJobImage,
    outdir: folder,
    ...options,
  }).app.synth();
}
