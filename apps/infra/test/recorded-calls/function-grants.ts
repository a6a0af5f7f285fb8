import { resourcesOf } from '../../src/diagram/template-references.ts';
import { eventSourcesOf, POLLING } from '../checks/policy-statements.ts';
import { type ExpectedGrant, on } from './expected-grant.ts';
import { ACCOUNT, resolved } from './physical-names.ts';
import type { FunctionRole, StageUnderTest } from './stage-under-test.ts';

/** What every function may do, or each that has a network, a queue or a database. */
export function functionGrants(stage: StageUnderTest): readonly ExpectedGrant[] {
  return stage.functions.flatMap((one) => [
    logging(one, stage),
    networking(one),
    tracing(one),
    polling(one, stage),
    signingIn(one, stage),
    queryingRarely(one),
  ]);
}

const NOTHING = { role: 'nobody', reason: '', requests: [] };

function logging({ lambda, role }: FunctionRole, { deployment: of }: StageUnderTest) {
  const name = String(lambda.Properties['FunctionName']);
  const log = `arn:aws:logs:${of.region}:${ACCOUNT}:log-group:/aws/lambda/${name}:log-stream:1`;
  return {
    role: role.place,
    reason: "Lambda writes a function's log as its role.",
    requests: on(log, 'logs:CreateLogStream', 'logs:PutLogEvents'),
  };
}

function networking({ lambda, role }: FunctionRole): ExpectedGrant {
  return lambda.Properties['VpcConfig'] === undefined
    ? NOTHING
    : {
        role: role.place,
        reason: 'Lambda makes network interfaces as the role; the code of the function may not.',
        requests: on(
          '*',
          'ec2:AssignPrivateIpAddresses',
          'ec2:CreateNetworkInterface',
          'ec2:DeleteNetworkInterface',
          'ec2:DescribeNetworkInterfaces',
          'ec2:DescribeSubnets',
          'ec2:UnassignPrivateIpAddresses',
        ),
      };
}

function tracing({ role }: FunctionRole): ExpectedGrant {
  return {
    role: role.place,
    reason: "Lambda sends a function's traces as its role.",
    requests: on('*', 'xray:PutTelemetryRecords', 'xray:PutTraceSegments'),
  };
}

function polling(one: FunctionRole, { deployment: of }: StageUnderTest): ExpectedGrant {
  return {
    role: one.role.place,
    reason: 'Lambda polls the queues of a function as its role.',
    requests: eventSourcesOf(one.lambda, of.templates).flatMap(({ stack, Properties: p }) => {
      const queue = String(resolved(p['EventSourceArn'], stack, of));
      return queue.startsWith('arn:aws:sqs:') ? on(queue, ...POLLING) : [];
    }),
  };
}

export function signingIn({ lambda, role }: FunctionRole, { deployment: of }: StageUnderTest) {
  const { Variables = {} } = (lambda.Properties['Environment'] ?? {}) as {
    Variables?: Readonly<Record<string, unknown>>;
  };
  const url = resolved(Variables['DATABASE_URL'] ?? '', lambda.stack, of);
  const user = /^mysql:\/\/(\w+)@/.exec(String(url))?.[1];
  if (user === undefined) return NOTHING;
  const cluster = resourcesOf(of.templates, 'AWS::RDS::DBCluster')[0]?.id.toUpperCase() ?? '';
  const resource = `arn:aws:rds-db:${of.region}:${ACCOUNT}:dbuser:cluster-${cluster}/${user}`;
  return {
    role: role.place,
    reason: 'MySQL is asked by its own protocol, as the user whom IAM lets in.',
    requests: on(resource, 'rds-db:connect'),
  };
}

function queryingRarely({ name, role }: FunctionRole): ExpectedGrant {
  return ['api', 'etl', 'retention', 'migrate-warehouse'].includes(name)
    ? {
        role: role.place,
        reason: 'A statement that outlasts its caller, or whose id was lost, is looked for.',
        requests: on('*', 'redshift-data:CancelStatement', 'redshift-data:ListStatements'),
      }
    : NOTHING;
}
