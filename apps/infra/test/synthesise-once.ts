import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ContainerImage } from 'aws-cdk-lib/aws-ecs';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { Source } from 'aws-cdk-lib/aws-s3-deployment';
import type { TestProject } from 'vitest/node';
import { createApp } from '../src/create-app.ts';
import { TESTED_STAGES } from './tested-stages.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of the synthesised stages. */
    readonly assembly: string;
  }
}

/** Templates do not show the code of a function, only its hash. */
export const noCode = () => Code.fromInline('exports.handler = () => {};');

/** Nor those of the page. */
export const noPage = () => Source.data('index.html', '<!doctype html>');

/** Nor those of a job. */
export const noImage = () => ContainerImage.fromRegistry('public.ecr.aws/docker/library/node');

/** Synthesises every stage once, with cdk-nag, which throws where a rule is broken. */
export function synthesiseOnce(project: TestProject): () => void {
  const outdir = mkdtempSync(join(tmpdir(), 'miniatura-cdk-'));
  createApp({
    assets: noCode,
    pageAsset: noPage,
    jobImage: noImage,
    isDataKept: true,
    outdir,
    stages: TESTED_STAGES,
  }).app.synth();
  project.provide('assembly', outdir);
  return () => rmSync(outdir, { recursive: true, force: true });
}
