import { describe, expect, test } from 'vitest';
import { type Placed, resourcesOf, type Templates } from '../src/diagram/template-references.ts';
import { environments } from './checks/environments.ts';
import { actionsOfModules, grantedActions, knownActions } from './checks/granted-actions.ts';
import { wildcards } from './checks/wildcards.ts';
import { broken, ownFunctions, readSynthesised, shortName } from './templates.ts';
import { TESTED_STAGE_NAMES } from './tested-stages.ts';

const templates = readSynthesised();
function variablesOf({ Environment }: Record<string, unknown>): Record<string, unknown> {
  return (Environment as { Variables: Record<string, unknown> }).Variables;
}
function named(name: string) {
  return (lambda: Placed) =>
    lambda.Properties['FunctionName'] !== undefined && shortName(lambda) === name;
}

interface Policy {
  readonly PolicyDocument: { Statement: { Action: string | string[]; Resource: unknown }[] };
}

/** Changes every statement of every role's policies. */
function withStatements(
  all: Templates,
  change: (statement: { Action: string | string[]; Resource: unknown }) => void,
): Templates {
  const copy = structuredClone(all) as Templates;
  for (const { Properties } of resourcesOf(copy, 'AWS::IAM::Policy')) {
    (Properties as unknown as Policy).PolicyDocument.Statement.forEach(change);
  }
  return copy;
}

describe.each(TESTED_STAGE_NAMES)('In stage %s', (stage) => {
  const all = templates[stage];

  test('there are functions to look at', () => {
    expect(ownFunctions(all).map(shortName).toSorted()).toEqual([
      'api',
      ...(stage === 'full' ? ['copies'] : []),
      'create-database-users',
      ...(stage === 'full' ? ['deliveries'] : []),
      'etl',
      'failures',
      ...(stage === 'full' ? ['ingest'] : []),
      'migrate-metadata',
      'migrate-warehouse',
      'render',
      'retention',
      ...(stage === 'full' ? ['sender'] : []),
      'thumbnailer',
    ]);
  });

  test("each function's environment satisfies its own schema", () => {
    expect(environments(all)).toEqual([]);
  });

  test('each role may do what its code does with AWS, and no more', () => {
    expect(grantedActions(all)).toEqual([]);
  });

  test('AWS knows every action', async () => {
    expect(await knownActions(all)).toEqual([]);
  });

  test('nothing is granted on everything without a reason', () => {
    expect(wildcards(all)).toEqual([]);
  });
});

describe('A template is caught', () => {
  const all = templates.dev;
  const lambda = 'AWS::Lambda::Function';

  test('that lacks a variable', () => {
    const wrong = broken(
      all,
      lambda,
      (properties) => delete variablesOf(properties)['THUMBNAILS_BUCKET'],
      named('thumbnailer'),
    );
    expect(environments(wrong)).toEqual([expect.stringContaining('THUMBNAILS_BUCKET')]);
  });

  test('that has a variable of the wrong form', () => {
    const wrong = broken(
      all,
      lambda,
      (properties) => Object.assign(variablesOf(properties), { STAGING_BUCKET: 'A_B' }),
      named('etl'),
    );
    expect(environments(wrong)).toEqual([expect.stringContaining('STAGING_BUCKET')]);
  });

  test('that has an unused variable', () => {
    const wrong = broken(
      all,
      lambda,
      (properties) => Object.assign(variablesOf(properties), { RETENTION_DAY: '7' }),
      named('thumbnailer'),
    );
    expect(environments(wrong)).toEqual([expect.stringContaining('nobody reads RETENTION_DAY')]);
  });

  test('that has a function of which no environment is known', () => {
    const wrong = broken(
      all,
      lambda,
      (properties) => Object.assign(properties, { FunctionName: 'miniatura-dev-new' }),
      named('etl'),
    );
    expect(environments(wrong)).toEqual([expect.stringContaining('no reader')]);
  });

  test('that does not allow what the code does', () => {
    const wrong = withStatements(all, (statement) => {
      if (statement.Action === 'sqs:SendMessage') statement.Action = 'sqs:PurgeQueue';
    });
    expect(grantedActions(wrong)).toEqual([
      expect.stringContaining('its code does sqs:SendMessage, its role may not'),
      expect.stringContaining('its role may do sqs:PurgeQueue, its code does not'),
    ]);
  });

  test('that lets a function call a model that its environment does not name', () => {
    const wrong = broken(
      templates.full,
      lambda,
      (properties) => delete variablesOf(properties)['ALT_TEXT_MODEL_ID'],
      named('thumbnailer'),
    );
    expect(grantedActions(wrong)).toEqual([
      expect.stringContaining('its role may do bedrock:InvokeModel, its code does not'),
    ]);
  });

  test('that names an unknown action', async () => {
    const wrong = withStatements(all, (statement) => {
      if (statement.Action === 's3:ListBucket') statement.Action = 's3:ListObjectsV2';
    });
    expect(await knownActions(wrong)).toContainEqual(
      expect.stringContaining('AWS knows no s3:ListObjectsV2'),
    );
  });

  test('that allows all actions of a service', () => {
    const wrong = withStatements(all, (statement) => {
      if (statement.Action === 's3:GetObject') statement.Action = 's3:*';
    });
    expect(wildcards(wrong)).toContainEqual(expect.stringContaining('allows s3:*'));
  });

  test('that allows something on everything, and does not say why', () => {
    const wrong = withStatements(all, (statement) => {
      if (statement.Action === 's3:GetObject') statement.Resource = '*';
    });
    expect(wildcards(wrong)).toContainEqual(
      expect.stringContaining('allows s3:GetObject on * without a reason'),
    );
  });
});

test('Actions are read off the modules of a bundle, credentials providers left out', () => {
  expect(
    actionsOfModules([
      '../../node_modules/@aws-sdk/client-s3/dist-es/commands/HeadObjectCommand.js',
      '../../node_modules/@aws-sdk/client-s3/dist-es/commands/CreateSessionCommand.js',
      '../../node_modules/@aws-sdk/client-sqs/dist-es/commands/SendMessageCommand.js',
      '../../node_modules/@aws-sdk/nested-clients/dist-es/submodules/sts/commands/AssumeRoleCommand.js',
      'src/handler.ts',
    ]),
  ).toEqual(['s3:GetObject', 'sqs:SendMessage']);
});
