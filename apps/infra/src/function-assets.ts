import { FileSystem } from 'aws-cdk-lib';
import { Platform } from 'aws-cdk-lib/aws-ecr-assets';
import { ContainerImage } from 'aws-cdk-lib/aws-ecs';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { Source, type ISource } from 'aws-cdk-lib/aws-s3-deployment';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The projects whose packed functions are deployed. */
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

export const isAssetProject = (name: string): name is AssetProject =>
  (ASSET_PROJECTS as readonly string[]).includes(name);

/**
 * The code of a project's functions, new for each caller: code belongs to one stack. Tests that look
 * at templates only give their own.
 */
export type FunctionAssets = (project: AssetProject) => Code;

/** The files of the built page. */
export type PageAsset = () => ISource;

/** The image in which large images are processed. */
export type JobImage = () => ContainerImage;

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

/** @throws Error where the page is not built */
export const builtPage: PageAsset = () => {
  const folder = join(APPS, 'web/dist');
  if (!existsSync(folder)) {
    throw new Error(`Expected the built page at ${folder}: run npx nx build web.`);
  }
  return Source.asset(folder);
};

/** Where the Dockerfile of the jobs is. */
const JOB_IMAGE = join(import.meta.dirname, 'job-image');

/**
 * A Node image with the packed thumbnailer, which the CDK builds with Docker when it deploys.
 * Synthesising needs no Docker.
 * @throws Error where the thumbnailer is not packed
 */
export const packedJobImage: JobImage = () => {
  packedAsset('thumbnailer');
  const folder = assetFolder('thumbnailer');
  return ContainerImage.fromAsset(JOB_IMAGE, {
    platform: Platform.LINUX_ARM64,
    buildContexts: { thumbnailer: folder },
    // The CDK's own fingerprint is that of the Dockerfile's folder alone.
    extraHash: FileSystem.fingerprint(folder),
  });
};
