import { rmSync } from 'node:fs';
import { createApp } from './create-app.ts';
import { builtPage, packedAsset, packedJobImage } from './function-assets.ts';

export interface SynthesiseOptions {
  /** Whether buckets, keys and databases outlive their stacks. */
  readonly isDataKept: boolean;
  /** An absolute path; what it holds is replaced. */
  readonly folder: string;
}

/**
 * Writes every stage's templates, and the code they name.
 * @throws Error where a function is not packed, or a rule is broken
 */
export function synthesise({ isDataKept, folder }: SynthesiseOptions): void {
  rmSync(folder, { recursive: true, force: true });
  createApp({
    assets: packedAsset,
    pageAsset: builtPage,
    jobImage: packedJobImage,
    outdir: folder,
    isDataKept,
  }).app.synth();
}
