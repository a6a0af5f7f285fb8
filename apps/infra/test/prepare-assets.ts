import type { TestProject } from 'vitest/node';
import { packageFunctions } from './package-functions.ts';
import { synthesiseOnce } from './synthesise-once.ts';

/** For vitest's `globalSetup`: packed functions and synthesised stages, both at the same time. */
export default async function prepareAssets(project: TestProject): Promise<() => void> {
  const packed = packageFunctions();
  // It blocks this process, while the packing is done by another.
  const removeStages = synthesiseOnce(project);
  await packed;
  return removeStages;
}
