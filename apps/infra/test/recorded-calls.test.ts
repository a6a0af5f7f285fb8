import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RecordedCall } from '@miniatura/test-support/recorded-call';
import {
  CALLS_FOLDER_VARIABLE,
  callsPath,
  RECORDED_FILES,
  unrecordedFiles,
} from '@miniatura/test-support/recorded-files';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Templates } from '../src/diagram/template-references.ts';
import { type Judgement, judgeStage } from './recorded-calls/judge-stage.ts';
import { ACCOUNT, resourceAt } from './recorded-calls/physical-names.ts';
import { Iam, simulate } from './recorded-calls/simulate-role.ts';
import { StageUnderTest } from './recorded-calls/stage-under-test.ts';
import { broken, readSynthesised } from './templates.ts';
import { TESTED_STAGE_NAMES, TESTED_STAGES, type TestedStage } from './tested-stages.ts';

/** Runs tests of six apps. */
const RECORDING_TIMEOUT_MS = 600_000;
const templates = readSynthesised();
/** In a run of all projects, these have recorded their calls already. */
const sharedFolder = process.env[CALLS_FOLDER_VARIABLE];
const folder = sharedFolder ?? mkdtempSync(join(tmpdir(), 'miniatura-calls-'));
let calls: readonly RecordedCall[] = [];

beforeAll(() => {
  const missing = unrecordedFiles(folder);
  if (missing.length > 0) record(missing);
  calls = RECORDED_FILES.flatMap((file) =>
    readFileSync(callsPath(folder, file), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as RecordedCall),
  );
}, RECORDING_TIMEOUT_MS);

afterAll(() => {
  if (sharedFolder === undefined) rmSync(folder, { recursive: true, force: true });
});

function record(files: readonly string[]): void {
  const config = join(import.meta.dirname, 'recorded-calls/vitest.config.ts');
  const parameters = ['vitest', 'run', '--config', config, ...files];
  const { status, stdout, stderr } = spawnSync('npx', parameters, {
    cwd: join(import.meta.dirname, '../../..'),
    encoding: 'utf8',
    env: { ...process.env, [CALLS_FOLDER_VARIABLE]: folder },
  });
  if (status !== 0) throw new Error(`Expected tests that pass but received:\n${stdout}${stderr}`);
}

function judge(stage: TestedStage, all: Templates = templates[stage]): Promise<Judgement> {
  return judgeStage(new StageUnderTest(stage, TESTED_STAGES[stage], all), calls);
}

const judgements = new Map<TestedStage, Promise<Judgement>>();

/** The judgement of a stage as it is, which several tests look at. */
function judgementOf(stage: TestedStage): Promise<Judgement> {
  const judgement = judgements.get(stage) ?? judge(stage);
  judgements.set(stage, judgement);
  return judgement;
}

test('Every app makes calls, and they are recorded', () => {
  expect(calls.length).toBeGreaterThan(1_000);
  expect([...new Set(calls.map(({ app }) => app))].toSorted()).toEqual([
    ...['api', 'copies', 'etl', 'failures', 'ingest', 'render', 'retention', 'sender'],
    'thumbnailer',
  ]);
});

describe.each(TESTED_STAGE_NAMES)('In stage %s', (stage) => {
  test('the policies allow every recorded call, and what services do as our roles', async () => {
    expect((await judgementOf(stage)).denied).toEqual([]);
  });

  test('every grant is needed by a recorded call, or has a reason', async () => {
    expect((await judgementOf(stage)).spare).toEqual([]);
  });

  test('Only CloudWatch and the budget may publish to the topic of the alarms', async () => {
    const tested = new StageUnderTest(stage, TESTED_STAGES[stage], templates[stage]);
    const iam = new Iam(tested.deployment);
    const resource = tested.arn('AWS::SNS::Topic', 'observability/AlarmsTopic');
    const answers = await Promise.all(
      ['cloudwatch', 'budgets', 'events'].map((service) =>
        iam.answerToService(`${service}.amazonaws.com`, { action: 'sns:Publish', resource }),
      ),
    );
    expect(answers).toEqual(['Allowed', 'Allowed', 'ImplicitlyDenied']);
  });
});

describe('A template is caught', () => {
  interface Statements {
    readonly Statement: { Effect: string; Action: string | string[]; Condition?: unknown }[];
  }
  const changed = (type: string, place: string, change: (statements: Statements) => void) =>
    broken(
      templates.full,
      type,
      (properties: Readonly<Record<string, Statements>>) => {
        const statements = properties['PolicyDocument'] ?? properties['KeyPolicy'];
        if (statements === undefined) throw new Error(`Expected a policy of ${place}.`);
        change(statements);
      },
      (resource) => resource.place.startsWith(place),
    );

  test('by which a review cannot delete thumbnails', async () => {
    const wrong = changed('AWS::IAM::Policy', 'api/ShowThumbnails', ({ Statement }) => {
      for (const one of Statement) {
        one.Action = [one.Action].flat().filter((action) => !action.startsWith('s3:Delete'));
      }
    });
    const { denied } = await judge('full', wrong);
    expect(denied).toContainEqual(
      expect.stringMatching(/^api\/ApiRole\w+: s3:DeleteObjectVersion on \S+thumbnails/),
    );
  });

  test('by which a role may do more than anybody asks of it', async () => {
    const wrong = changed('AWS::IAM::Policy', 'api/ShowThumbnails', ({ Statement }) => {
      for (const one of Statement.slice(0, 1)) one.Action = [one.Action, 's3:PutObject'].flat();
    });
    expect((await judge('full', wrong)).spare).toEqual([
      expect.stringMatching(/^api\/ApiRole\w+: s3:PutObject on \S+thumbnails/),
    ]);
  });

  test.each([
    ['a bucket', 'AWS::S3::BucketPolicy', 'data/Thumbnails', 's3:*'],
    ['a key', 'AWS::KMS::Key', 'data/Key', 'kms:Decrypt'],
    ['a queue', 'AWS::SQS::QueuePolicy', 'data/ParkingQueue', 'sqs:*'],
    ['an endpoint', 'AWS::EC2::VPCEndpoint', 'network/VpcSqs', 'sqs:SendMessage'],
  ])('in which the policy of %s denies what its users need', async (_, type, place, Action) => {
    const wrong = changed(type, place, ({ Statement }) => {
      const [first] = Statement;
      Statement.push({ Resource: '*', ...first, Effect: 'Deny', Action, Condition: {} } as never);
    });
    const { denied } = await judge('full', wrong);
    expect(denied).not.toEqual([]);
    for (const each of denied) expect(each).toMatch(/: ExplicitlyDenied$/);
  });
});

describe('What an endpoint lets pass', () => {
  const stage = new StageUnderTest('full', TESTED_STAGES.full, templates.full);
  const iam = new Iam(stage.deployment);
  const STRANGER = '999999999999';
  const EVERYTHING = {
    name: 'everything',
    policy: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow' as const, Action: '*', Resource: '*' }],
    },
  };

  /** The decision on a request whose caller may do everything that the endpoint allows. */
  const answerBy = (
    endpoint: string,
    [action, resource]: readonly [string, string],
    { principal = ACCOUNT, owner = ACCOUNT },
  ) =>
    simulate({
      principal: `arn:aws:sts::${principal}:assumed-role/somebody/session`,
      ...{ action, resource, resourceAccount: principal, resourceOwner: owner },
      identityPolicies: [EVERYTHING],
      context: { 'aws:PrincipalAccount': principal },
      endpointPolicy: iam.policyOfEndpoint(
        resourceAt('AWS::EC2::VPCEndpoint', `network/Vpc${endpoint}`, stage.deployment),
      ),
    });
  const MODEL = 'arn:aws:bedrock:us-east-2::foundation-model/amazon.nova-lite-v1:0';
  const WORKGROUP = stage.arn('AWS::RedshiftServerless::Workgroup', 'analytics/Warehouse');

  test.each([
    ['S3', 's3:PutObject', 'arn:aws:s3:::anywhere/loot'],
    ['Sqs', 'sqs:SendMessage', stage.queue('parked')],
    ['RedshiftData', 'redshift-data:ExecuteStatement', WORKGROUP],
  ])('%s: ours by us, nothing of others, nothing by others', async (endpoint, action, resource) => {
    const request = [action, resource] as const;
    expect(await answerBy(endpoint, request, {})).toBe('Allowed');
    expect(await answerBy(endpoint, request, { owner: STRANGER })).toBe('ImplicitlyDenied');
    expect(await answerBy(endpoint, request, { principal: STRANGER })).toBe('ImplicitlyDenied');
  });

  test.each([
    ['Rekognition', 'rekognition:DetectLabels', '*'],
    ['RedshiftData', 'redshift-data:DescribeStatement', '*'],
    ['Bedrock', 'bedrock:InvokeModel', MODEL],
  ])('%s: %s, which names nothing of ours, by us alone', async (endpoint, action, resource) => {
    const request = [action, resource] as const;
    expect(await answerBy(endpoint, request, {})).toBe('Allowed');
    expect(await answerBy(endpoint, request, { principal: STRANGER })).toBe('ImplicitlyDenied');
  });

  test('Rekognition: nothing else', async () => {
    const request = ['rekognition:ListCollections', '*'] as const;
    expect(await answerBy('Rekognition', request, {})).toBe('ImplicitlyDenied');
  });
});
