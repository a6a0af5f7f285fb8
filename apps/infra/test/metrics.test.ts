import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { NAMESPACE_VARIABLE } from '../src/constructs/node-function.ts';
import { resourcesOf, type Templates } from '../src/diagram/template-references.ts';
import { assetFolder, isAssetProject } from '../src/function-assets.ts';
import { broken, ownFunctions, readSynthesised, shortName } from './templates.ts';
import { TESTED_STAGE_NAMES } from './tested-stages.ts';

const templates = readSynthesised();

interface AlarmProperties {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: unknown }[];
}

/** What Lambda gets of a project, as text. */
function codeOf(project: string): string {
  if (!isAssetProject(project)) return '';
  const folder = assetFolder(project);
  return globSync('*.mjs', { cwd: folder })
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n');
}

/** Whether the code names the service alone, as for its metrics. The bundler chooses the quotes. */
function namesService(code: string, service: string): boolean {
  return ['"', "'", '`'].some((quote) => code.includes(`{serviceName:${quote}${service}${quote}}`));
}

/** Where the function of that name reports its metrics. */
function namespaceOf(service: string, all: Templates): unknown {
  const lambda = ownFunctions(all).find((each) => shortName(each) === service);
  const { Variables } = (lambda?.Properties['Environment'] ?? {}) as {
    readonly Variables?: Readonly<Record<string, unknown>>;
  };
  return Variables?.[NAMESPACE_VARIABLE];
}

/** Alarms on metrics that no function of that name reports. */
function unreported(all: Templates): readonly string[] {
  return resourcesOf(all, 'AWS::CloudWatch::Alarm').flatMap(({ place, Properties }) => {
    const { Namespace, MetricName, Dimensions } = Properties as unknown as AlarmProperties;
    if (Namespace.startsWith('AWS/')) return [];
    const service = String(Dimensions?.find(({ Name }) => Name === 'service')?.Value);
    const code = codeOf(service);
    const isReported =
      Namespace === namespaceOf(service, all) &&
      namesService(code, service) &&
      code.includes(MetricName);
    return isReported ? [] : [`${place}: nothing reports ${MetricName} of ${service}`];
  });
}

describe.each(TESTED_STAGE_NAMES)('In stage %s', (stage) => {
  test('each alarm on a metric of ours is on one that the packed function reports', () => {
    expect(unreported(templates[stage])).toEqual([]);
  });
});

test.each([
  ['another namespace', { Namespace: 'Thumbnails' }],
  ['another name', { MetricName: 'backlogOfChanges' }],
  ['another service', { Dimensions: [{ Name: 'service', Value: 'warehouse' }] }],
])('An alarm on %s is caught', (_, properties) => {
  const wrong = broken(
    templates.dev,
    'AWS::CloudWatch::Alarm',
    (original) => Object.assign(original, properties),
    ({ Properties }) => Properties['Namespace'] === 'Miniatura/dev',
  );
  expect(unreported(wrong)).toHaveLength(1);
});
