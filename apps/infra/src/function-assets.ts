import { Code } from 'aws-cdk-lib/aws-lambda';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The projects whose packed functions are deployed. */
export const ASSET_PROJECTS = ['thumbnailer', 'etl', 'infra'] as const;
export type AssetProject = (typeof ASSET_PROJECTS)[number];

export const isAssetProject = (name: string): name is AssetProject =>
  (ASSET_PROJECTS as readonly string[]).includes(name);

/**
 * The code of a project's functions, new for each caller: code belongs to one stack. Tests that look
 * at templates only give their own.
 */
export type FunctionAssets = (project: AssetProject) => Code;

const APPS = join(import.meta.dirname, '../..');

/** Where `npx nx package PROJECT` leaves what Lambda gets. */
export const assetFolder = (project: AssetProject): string => join(APPS, project, 'asset');

/** @throws Error where a project is not packed */
export const packedAsset: FunctionAssets = (project) => {
  const folder = assetFolder(project);
  if (!existsSync(folder)) {
    throw new Error(`Expected a packed function at ${folder}: run npx nx package ${project}.`);
  }
  return Code.fromAsset(folder);
};
