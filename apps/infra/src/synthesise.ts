import { rmSync } from 'node:fs';
import { createApp, type CreateAppOptions } from './create-app.ts';
import { builtPage, packedAsset, packedJobImage } from './function-assets.ts';

export interface SynthesiseOptions extends Pick<CreateAppOptions, 'removeAt' | 'stages'> {
  /** If true, buckets, keys and databases outlive their stacks. */
  readonly isDataKept: boolean;
  /** Absolute path of the output folder; its contents are replaced. */
  readonly folder: string;
}

/**
 * Writes the templates of all stages, and the code that they refer to.
 * @throws Error if a function is not packaged, or a rule is violated
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
