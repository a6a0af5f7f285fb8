import { RemovalPolicy } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createApp } from '../src/create-app.ts';

const newApp = (isDataKept = true) =>
  createApp({
    assets: () => Code.fromInline('exports.handler = () => {};'),
    isDataKept,
    outdir: mkdtempSync(join(tmpdir(), 'miniatura-nag-')),
  });

test('All stages pass AwsSolutions', () => {
  expect(() => newApp().app.synth()).not.toThrow();
});

test('A stage that may delete its data passes too, and says so of its buckets', () => {
  const { app } = newApp(false);
  const { stacks } = app.synth().getNestedAssembly('assembly-prod');
  const data = stacks.find(({ stackName }) => stackName.endsWith('-data'));
  const kept = JSON.stringify(data?.template).match(/"DeletionPolicy":"(Retain|Snapshot)"/g);
  expect(kept).toBeNull();
});

test('A rule that is broken in one stage ends the synthesis', () => {
  const { app, stages } = newApp();
  const [dev] = stages;
  if (dev === undefined) throw new Error('Expected a stage.');
  new Bucket(dev.data, 'Careless', { removalPolicy: RemovalPolicy.DESTROY });
  expect(() => app.synth()).toThrow(/AwsSolutions-S10/);
});
