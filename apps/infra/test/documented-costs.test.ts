import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { resourcesOf, type Templates } from '../src/diagram/template-references.ts';
import { STAGE_NAMES, type StageName, STAGES } from '../src/stages.ts';
import { readSynthesised } from './templates.ts';

const HOURS_A_MONTH = 730;
const ENDPOINT_PER_ZONE = HOURS_A_MONTH * 0.01;
const KEY_AND_SECRETS = 1 + 2 * 0.4;
const ALARM = 0.1;
const COMPOSITE_ALARM = 0.5;

const templates = readSynthesised();
const document = readFileSync(join(import.meta.dirname, '../../../docs/deploy.md'), 'utf8');

/** The rows of the first table below a heading: an item, its arithmetic, and dollars by column. */
function rowsBelow(heading: string) {
  const [, below = ''] = document.split(`\n### ${heading}\n`);
  const [table = ''] = /^\|.*?(?=\n\n)/ms.exec(below) ?? [];
  return table
    .split('\n')
    .slice(2)
    .map((line) => line.split('|').map((cell) => cell.trim().replaceAll('**', '')))
    .map(([, item = '', , ...cells]) => ({
      item,
      dollars: cells.slice(0, -1).map((cell) => Number(cell.replaceAll(',', ''))),
    }));
}

const rows = rowsBelow('An idle stage').map(({ item, dollars: [dev = NaN, prod = NaN] }) => ({
  ...{ item, dev, prod },
}));

function rowOf(start: string) {
  const row = rows.find(({ item }) => item.startsWith(start));
  if (row === undefined) throw new Error(`Expected a row "${start}" in docs/deploy.md`);
  return row;
}

/** An interface endpoint is charged for each of its subnets. */
function endpointZoneCount(all: Templates): number {
  return resourcesOf(all, 'AWS::EC2::VPCEndpoint')
    .filter(({ Properties }) => Properties['VpcEndpointType'] === 'Interface')
    .reduce((sum, { Properties }) => sum + (Properties['SubnetIds'] as unknown[]).length, 0);
}

function alarmCount(all: Templates): number {
  return resourcesOf(all, 'AWS::CloudWatch::Alarm').length;
}

describe.each(STAGE_NAMES)('For an idle stage %s, docs/deploy.md states', (stage) => {
  test('the price of the interface endpoints', () => {
    const dollars = endpointZoneCount(templates[stage]) * ENDPOINT_PER_ZONE;
    expect(rowOf('interface endpoints')[stage]).toBeCloseTo(dollars, 2);
  });

  test('the price of the key, the secrets and the alarms', () => {
    const alarms = alarmCount(templates[stage]) * ALARM + COMPOSITE_ALARM;
    expect(rowOf('key, two secrets')[stage]).toBeCloseTo(KEY_AND_SECRETS + alarms, 2);
  });

  test('a reader only if the stage has one', () => {
    const writer = rowOf('Aurora, resumed by 1,460 purges')[stage];
    const dollars = writer + rowOf('Aurora, resumed by the ETL')[stage];
    const { hasDatabaseReader = false } = STAGES[stage];
    expect(rowOf('a reader of Aurora')[stage]).toBeCloseTo(hasDatabaseReader ? dollars : 0, 2);
  });

  test('the sum of its rows', () => {
    const sum = rows
      .filter(({ item }) => item !== 'total')
      .reduce((all, row) => all + row[stage], 0);
    expect(rowOf('total')[stage]).toBe(Math.round(sum));
  });
});

test('docs/deploy.md states the number of alarms of each stage', () => {
  const counts = (['dev', 'prod'] satisfies StageName[]).map((stage) =>
    alarmCount(templates[stage]),
  );
  expect(rowOf('key, two secrets').item).toContain(`alarms (${counts.join(', ')})`);
});

test('The total for images is the sum of the rows, for each number of images', () => {
  const byItem = rowsBelow('Images');
  const total = byItem.find(({ item }) => item.startsWith('total'));
  expect(total?.dollars).toHaveLength(3);
  total?.dollars.forEach((dollars, column) => {
    const sum = byItem
      .filter((row) => row !== total)
      .reduce((all, row) => all + (row.dollars[column] ?? NaN), 0);
    expect(dollars).toBe(Math.round(sum));
  });
});
