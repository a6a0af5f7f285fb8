import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RemovalPolicy } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createApp } from '../src/create-app.ts';
import type { StageSettings } from '../src/stages.ts';
import { noCode, noImage, noPage } from './synthesise-once.ts';
import { TESTED_STAGES } from './tested-stages.ts';

/** A synthesis takes seconds, and more beside others. */
const SLOW = { timeout: 120_000 };

// CDK's own validation takes most of a synthesis. The global setup runs it for these settings, too.
beforeAll(() => void vi.stubEnv('CDK_VALIDATION', 'false'));
afterAll(() => void vi.unstubAllEnvs());

/** One stage, which is checked as it is synthesised. */
function newApp(settings: StageSettings, isDataKept = true) {
  return createApp({
    assets: noCode,
    pageAsset: noPage,
    jobImage: noImage,
    isDataKept,
    stages: { tried: settings },
    outdir: mkdtempSync(join(tmpdir(), 'miniatura-nag-')),
  });
}

test('A stage that deletes its data passes, and all its resources with data say so', SLOW, () => {
  const { app } = newApp(TESTED_STAGES.full, false);
  const { stacks } = app.synth().getNestedAssembly('assembly-tried');
  const kept = JSON.stringify(stacks.map(({ template }) => template as unknown)).match(
    /"DeletionPolicy":"(Retain|RetainExceptOnCreate|Snapshot)"/g,
  );
  expect(kept).toBeNull();
});

test('A rule that is broken in one stage ends the synthesis', SLOW, () => {
  const { app, stages } = newApp(TESTED_STAGES.dev);
  const [stage] = stages;
  if (stage === undefined) throw new Error('Expected a stage.');
  new Bucket(stage.data, 'Careless', { removalPolicy: RemovalPolicy.DESTROY });
  expect(() => app.synth()).toThrow(/AwsSolutions-S10/);
});
