import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApp } from '../src/create-app.ts';
import { readTemplates } from '../src/diagram/read-templates.ts';
import { resourcesOf, type Templates } from '../src/diagram/template-references.ts';
import { IMAGE_BUCKETS, imageBucketName } from '../src/image-buckets.ts';
import { isPreviewName, PREVIEW_SETTINGS } from '../src/preview-stages.ts';
import { isCfnLintInstalled, LINT_TIMEOUT_MS, lintTemplates } from './lint-templates.ts';
import { noCode, noImage, noPage } from './synthesise-once.ts';

const NAME = 'preview-new-page';
const REMOVE_AT = '2026-12-02T10:00:00.000Z';
const A_DAY_LATER = '2026-12-03T10:00:00.000Z';
const SYNTHESIS_TIMEOUT_MS = 120_000;
const outdir = mkdtempSync(join(tmpdir(), 'miniatura-preview-'));
let templates: Templates;

beforeAll(() => {
  createApp({
    assets: noCode,
    pageAsset: noPage,
    jobImage: noImage,
    isDataKept: false,
    removeAt: new Date(REMOVE_AT),
    outdir,
    stages: { [NAME]: PREVIEW_SETTINGS },
  }).app.synth();
  templates = readTemplates(outdir, NAME);
}, SYNTHESIS_TIMEOUT_MS);
afterAll(() => rmSync(outdir, { recursive: true, force: true }));

describe('A preview', () => {
  test('has each of its stacks deleted, and a day later the one that does it', () => {
    const schedules = resourcesOf(templates, 'AWS::Scheduler::Schedule')
      .filter(({ stack }) => stack === 'removal')
      .map(({ Properties: p }) => {
        const { Input } = p['Target'] as { readonly Input: string };
        return [(JSON.parse(Input) as { StackName: string }).StackName, p['StartDate']];
      });
    const stacks = Object.keys(templates).filter((stack) => stack !== 'removal');
    expect(stacks).toHaveLength(8);
    expect(Object.fromEntries(schedules)).toEqual({
      ...Object.fromEntries(stacks.map((stack) => [`miniatura-${NAME}-${stack}`, REMOVE_AT])),
      [`miniatura-${NAME}-removal`]: A_DAY_LATER,
    });
  });

  test.runIf(isCfnLintInstalled)(
    'has a stack for its removal in which cfn-lint finds nothing',
    { timeout: LINT_TIMEOUT_MS },
    async () => {
      const pattern = `assembly-${NAME}/*removal*.template.json`;
      expect(await lintTemplates('preview', outdir, pattern)).toBe('');
    },
  );

  test('leaves nothing that would keep a stack or outlive it', () => {
    const kept = Object.entries(templates).flatMap(([stack, { Resources }]) =>
      Object.entries(Resources)
        .filter(([, { DeletionPolicy = 'Delete' }]) => DeletionPolicy !== 'Delete')
        .map(([id, { DeletionPolicy }]) => `${stack}/${id}: ${String(DeletionPolicy)}`),
    );
    expect(kept).toEqual([]);
    const [cluster] = resourcesOf(templates, 'AWS::RDS::DBCluster');
    expect(cluster?.Properties['DeletionProtection']).toBe(false);
  });
});

test('The longest name of a preview leaves its buckets with valid names', () => {
  const longest = `preview-${'x'.repeat(18)}`;
  expect(isPreviewName(longest)).toBe(true);
  expect(isPreviewName(`${longest}x`)).toBe(false);
  const stack = new Stack(undefined, 'data', { env: { account: '123456789012' } });
  const stage = { name: `miniatura-${longest}`, generation: 9 };
  for (const bucket of IMAGE_BUCKETS) {
    expect(imageBucketName(stack, bucket, stage).length).toBeLessThanOrEqual(63);
  }
});

test.each([
  ['preview-a', true],
  ['preview-new-page-2', true],
  ['dev', false],
  ['preview-', false],
  ['preview-a-', false],
  ['preview-A', false],
  ['preview-this-name-is-far-too-long', false],
])('%j is the name of a preview: %j', (name, isOne) => {
  expect(isPreviewName(name)).toBe(isOne);
});
