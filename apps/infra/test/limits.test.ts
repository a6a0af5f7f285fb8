import { describe, expect, test } from 'vitest';
import { faultsAgainstLimits } from './checks/limits.ts';
import { broken, readSynthesised } from './templates.ts';
import { TESTED_STAGE_NAMES } from './tested-stages.ts';

const templates = readSynthesised();

test.each(TESTED_STAGE_NAMES)('Stage %s stays within the limits of AWS', (stage) => {
  expect(faultsAgainstLimits(templates[stage])).toEqual([]);
});

describe('A template is caught', () => {
  const long = 'x'.repeat(11_000);

  test.each([
    ['AWS::Lambda::Function', { Environment: { Variables: { POLICY: long } } }, /environment/],
    ['AWS::Lambda::Function', { Description: long }, /description/],
    ['AWS::EC2::SecurityGroup', { GroupDescription: "the database's" }, /description/],
    ['AWS::IAM::Policy', { PolicyDocument: { Statement: [{ Sid: long }] } }, /policies/],
    ['AWS::IAM::Role', { RoleName: long }, /name/],
    [
      'AWS::S3::BucketPolicy',
      { PolicyDocument: { Statement: [{ Sid: long, Also: long }] } },
      /policy/,
    ],
    ['AWS::CloudWatch::CompositeAlarm', { AlarmRule: long }, /rule/],
    ['AWS::S3::Bucket', { BucketName: 'x'.repeat(64) }, /name/],
    ['AWS::CloudWatch::Alarm', { Period: 300, EvaluationPeriods: 289 }, /evaluation/],
    ['AWS::CloudWatch::Alarm', { Period: 86_400, EvaluationPeriods: 8 }, /evaluation/],
  ])('in which an %s is too large for AWS', (type, properties, message) => {
    const wrong = broken(templates.dev, type, (original) => Object.assign(original, properties));
    expect(faultsAgainstLimits(wrong)).toEqual([expect.stringMatching(message)]);
  });

  test('that has more resources than a stack may have', () => {
    const Resources = Object.fromEntries(
      Array.from({ length: 501 }, (_, index) => [`R${index}`, { Type: 'A', Properties: {} }]),
    );
    expect(faultsAgainstLimits({ data: { Resources } })).toEqual([
      expect.stringMatching(/resources of 501/),
    ]);
  });
});
