import {
  type Placed,
  referredId,
  resourcesOf,
  type Templates,
} from '../../src/diagram/template-references.ts';

/**
 * What AWS rejects at a deployment, and no validator finds before.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
const LIMITS = {
  resources: 500,
  outputs: 200,
  templateBytes: 1_000_000,
  /** Of all inline policies of a role together, without white space. */
  rolePolicyCharacters: 10_240,
  roleNameCharacters: 64,
  environmentBytes: 4096,
  functionDescriptionCharacters: 256,
  bucketPolicyBytes: 20_480,
  alarmRuleCharacters: 10_240,
  bucketNameCharacters: 63,
} as const;

/** The characters of a security group's description: no apostrophe is among them. */
const GROUP_DESCRIPTION = /^[\w .:/()#,@[\]+=&;{}!$*-]{1,255}$/;

const HOUR_S = 60 * 60;
const DAY_S = 24 * HOUR_S;

/** The longest time that an alarm evaluates. */
const longestEvaluationS = (periodS: number): number => (periodS < HOUR_S ? DAY_S : 7 * DAY_S);

/** A name with an account id in place of the reference. */
function nameWithAccount(name: unknown): string {
  const { 'Fn::Join': [, parts = []] = [] } = (name ?? {}) as {
    readonly 'Fn::Join'?: readonly [string, readonly unknown[]];
  };
  if (typeof name === 'string') return name;
  return parts.map((part) => (typeof part === 'string' ? part : '123456789012')).join('');
}

/** References are about as long as what they become. */
const sizeOf = (value: unknown): number => JSON.stringify(value ?? '').length;

type Limited = (resource: Placed, templates: Templates) => string | undefined;

function tooLarge(what: string, size: number, limit: number): string | undefined {
  return size > limit ? `${what} of ${size}, at most ${limit}` : undefined;
}

const CHECKS: readonly (readonly [type: string, check: Limited])[] = [
  [
    'AWS::Lambda::Function',
    ({ Properties: p }) => {
      const { Variables } = (p['Environment'] ?? {}) as { Variables?: object };
      return tooLarge('an environment', sizeOf(Variables), LIMITS.environmentBytes);
    },
  ],
  [
    'AWS::Lambda::Function',
    ({ Properties: p }) =>
      tooLarge(
        'a description',
        String(p['Description'] ?? '').length,
        LIMITS.functionDescriptionCharacters,
      ),
  ],
  [
    'AWS::EC2::SecurityGroup',
    ({ Properties: p }) =>
      GROUP_DESCRIPTION.test(String(p['GroupDescription']))
        ? undefined
        : `a description that EC2 rejects: ${String(p['GroupDescription'])}`,
  ],
  [
    'AWS::IAM::Role',
    ({ Properties: p }) =>
      tooLarge('a name', String(p['RoleName'] ?? '').length, LIMITS.roleNameCharacters),
  ],
  [
    'AWS::IAM::Role',
    (role, templates) => {
      const sizes = resourcesOf(templates, 'AWS::IAM::Policy')
        .filter(
          ({ stack, Properties: p }) =>
            stack === role.stack &&
            (p['Roles'] as readonly unknown[]).some((of) => referredId(of) === role.id),
        )
        .map(({ Properties: p }) => sizeOf(p['PolicyDocument']));
      return tooLarge(
        'policies',
        sizes.reduce((sum, size) => sum + size, 0),
        LIMITS.rolePolicyCharacters,
      );
    },
  ],
  [
    'AWS::S3::BucketPolicy',
    ({ Properties: p }) =>
      tooLarge('a policy', sizeOf(p['PolicyDocument']), LIMITS.bucketPolicyBytes),
  ],
  [
    'AWS::S3::Bucket',
    ({ Properties: p }) =>
      tooLarge('a name', nameWithAccount(p['BucketName']).length, LIMITS.bucketNameCharacters),
  ],
  [
    'AWS::CloudWatch::Alarm',
    ({ Properties: p }) => {
      const periodS = Number(p['Period']);
      const evaluatedS = periodS * Number(p['EvaluationPeriods']);
      return tooLarge('an evaluation of seconds', evaluatedS, longestEvaluationS(periodS));
    },
  ],
  [
    'AWS::CloudWatch::CompositeAlarm',
    ({ Properties: p }) => tooLarge('a rule', sizeOf(p['AlarmRule']), LIMITS.alarmRuleCharacters),
  ],
];

/** Whatever is beyond a limit: `data/Key: a policy of 40000, at most 32768`. */
export function faultsAgainstLimits(templates: Templates): readonly string[] {
  const ofStacks = Object.entries(templates).flatMap(([stack, template]) =>
    [
      tooLarge('a number of resources', Object.keys(template.Resources).length, LIMITS.resources),
      tooLarge('a number of outputs', Object.keys(template.Outputs ?? {}).length, LIMITS.outputs),
      tooLarge('a template', sizeOf(template), LIMITS.templateBytes),
    ]
      .filter((fault) => fault !== undefined)
      .map((fault) => `${stack}: has ${fault}`),
  );
  const ofResources = CHECKS.flatMap(([type, check]) =>
    resourcesOf(templates, type).flatMap((resource) => {
      const fault = check(resource, templates);
      return fault === undefined ? [] : [`${resource.place}: has ${fault}`];
    }),
  );
  return [...ofStacks, ...ofResources];
}
