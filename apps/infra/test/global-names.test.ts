import { describe, expect, test } from 'vitest';
import { resourcesOf, type Templates } from '../src/diagram/template-references.ts';
import { broken, readSynthesised } from './templates.ts';

/** Names that an account has once, whatever the region. */
const GLOBAL_NAMES: Readonly<Record<string, (properties: Record<string, unknown>) => unknown>> = {
  'AWS::IAM::Role': (p) => p['RoleName'],
  'AWS::S3::Bucket': (p) => p['BucketName'],
  'AWS::CloudWatch::Dashboard': (p) => p['DashboardName'],
  'AWS::Budgets::Budget': (p) => (p['Budget'] as { BudgetName?: string }).BudgetName,
};

function namesIn(all: Templates): readonly string[] {
  return Object.entries(GLOBAL_NAMES).flatMap(([type, nameOf]) =>
    resourcesOf(all, type).flatMap(({ Properties }) => {
      const name = nameOf(Properties);
      return name === undefined ? [] : [`${type} ${JSON.stringify(name)}`];
    }),
  );
}

function collisions(some: Templates, others: Templates): readonly string[] {
  const taken = new Set(namesIn(others));
  return namesIn(some).filter((name) => taken.has(name));
}

const templates = readSynthesised();

describe('Stages share an account, in one region or in two:', () => {
  test('no name of one is that of another', () => {
    expect(namesIn(templates.prod).length).toBeGreaterThan(10);
    expect(collisions(templates.dev, templates.prod)).toEqual([]);
    expect(collisions(templates.full, templates.prod)).toEqual([]);
  });

  test('a budget has no fixed name, because CloudFormation replaces it when its notifications change', () => {
    expect(namesIn(templates.prod).filter((name) => name.includes('Budget'))).toEqual([]);
  });

  test('a role that is called as that of another stage is caught', () => {
    const wrong = broken(
      templates.dev,
      'AWS::IAM::Role',
      (role) => Object.assign(role, { RoleName: 'miniatura-prod-etl' }),
      ({ Properties }) => Properties['RoleName'] === 'miniatura-dev-etl',
    );
    expect(collisions(wrong, templates.prod)).toEqual(['AWS::IAM::Role "miniatura-prod-etl"']);
  });
});
