import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { FileSystem } from 'aws-cdk-lib';
import { Platform } from 'aws-cdk-lib/aws-ecr-assets';
import { ContainerImage } from 'aws-cdk-lib/aws-ecs';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { type ISource, Source } from 'aws-cdk-lib/aws-s3-deployment';

/** The projects whose bundled functions are deployed. */
export const ASSET_PROJECTS = [
  'thumbnailer',
  'failures',
  'ingest',
  'etl',
  'retention',
  'api',
  'infra',
] as const;
export type AssetProject = (typeof ASSET_PROJECTS)[number];

export function isAssetProject(name: string): name is AssetProject {
  return (ASSET_PROJECTS as readonly string[]).includes(name);
}

/**
 * Returns the code of a project's functions, as a new object for each caller, because code belongs
 * to one stack. Tests that only check templates use a fake.
 */
export type FunctionAssets = (project: AssetProject) => Code;

/** Returns the files of the built page. */
export type PageAsset = () => ISource;

/** Returns the container image of the jobs that process large images. */
export type JobImage = () => ContainerImage;

const APPS = join(import.meta.dirname, '../..');

/** Returns the folder to which `npx nx package PROJECT` writes a function's code. */
export const assetFolder = (project: AssetProject): string => join(APPS, project, 'asset');

/** @throws Error if a project is not packaged */
export const packedAsset: FunctionAssets = (project) => {
  const folder = assetFolder(project);
  if (!existsSync(folder)) {
    throw new Error(`Expected a packed function at ${folder}: run npx nx package ${project}.`);
  }
  return Code.fromAsset(folder);
};

/** @throws Error if the page is not built */
export const builtPage: PageAsset = () => {
  const folder = join(APPS, 'web/dist');
  if (!existsSync(folder)) {
    throw new Error(`Expected the built page at ${folder}: run npx nx build web.`);
  }
  return Source.asset(folder);
};

/** The folder of the jobs' Dockerfile. */
const JOB_IMAGE = join(import.meta.dirname, 'job-image');

/**
 * Returns a Node image with the packaged thumbnailer, which the CDK builds with Docker during a
 * deployment. Synthesis needs no Docker.
 * @throws Error if the thumbnailer is not packaged
 */
export const packedJobImage: JobImage = () => {
  packedAsset('thumbnailer');
  const folder = assetFolder('thumbnailer');
  return ContainerImage.fromAsset(JOB_IMAGE, {
    platform: Platform.LINUX_ARM64,
    buildContexts: { thumbnailer: folder },
    // The CDK's own fingerprint covers only the folder of the Dockerfile.
    extraHash: FileSystem.fingerprint(folder),
  });
};
