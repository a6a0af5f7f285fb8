import {
  type Placed,
  placesIn,
  resourcesOf,
  type Templates,
} from '../../src/diagram/template-references.ts';
import type { StageSettings } from '../../src/stages.ts';
import { alarmPromises } from './alarm-promises.ts';
import { bucketPromises } from './bucket-promises.ts';
import { databasePromises } from './database-promises.ts';
import { actionsOf, POLLING, roleOf, statementsOf } from './policy-statements.ts';
import { expected, type Promises, within } from './promised.ts';
import { queuePromises } from './queue-promises.ts';
import { replicaPromises } from './replica-promises.ts';

/** Everything that a stage promises, by property of its templates. */
export function promises(settings: StageSettings): Promises {
  return {
    ...bucketPromises(settings),
    ...(settings.replicaRegion !== undefined && replicaPromises(settings)),
    ...queuePromises(settings),
    ...databasePromises(settings),
    ...alarmPromises(settings),
    ...apiPromises,
    ...stackPromises(settings),
  };
}

/** The API believes the claims that come with an event: nobody but the gateway may send one. */
const apiPromises: Promises = {
  'the API is asked by its gateway alone': {
    type: 'AWS::Lambda::Function',
    fault: (lambda, all) => {
      if (!/-(api|render)$/.test(String(lambda.Properties['FunctionName']))) return undefined;
      const isOfApi = ({ stack, Properties: p }: Placed, name: string) =>
        placesIn(p[name], stack, all).includes(lambda.place);
      const urls = resourcesOf(all, 'AWS::Lambda::Url').filter((url) =>
        isOfApi(url, 'TargetFunctionArn'),
      );
      const strangers = resourcesOf(all, 'AWS::Lambda::Permission').filter(
        (permission) =>
          isOfApi(permission, 'FunctionName') &&
          (permission.Properties['Principal'] !== 'apigateway.amazonaws.com' ||
            permission.Properties['SourceArn'] === undefined),
      );
      const reached = [...urls, ...strangers].map(({ place }) => place);
      return expected(reached.length === 0, `is reached by ${reached.join(', ')}`);
    },
  },
  "passwords are entered on Cognito's page, and not sent to its API": {
    type: 'AWS::Cognito::UserPoolClient',
    fault: ({ Properties: p }) =>
      expected(
        String(p['ExplicitAuthFlows']) === 'ALLOW_REFRESH_TOKEN_AUTH',
        'accepts passwords by the API',
      ),
  },
  'all but the public routes want a token': {
    type: 'AWS::ApiGatewayV2::Route',
    fault: ({ Properties: p }) =>
      expected(
        p['AuthorizationType'] === 'JWT' || PUBLIC_ROUTES.includes(String(p['RouteKey'])),
        'admits everybody',
      ),
  },
};

const PUBLIC_ROUTES = [
  'GET /health',
  'GET /images/{imageId}/render',
  'GET /openapi.json',
  'OPTIONS /{proxy+}',
];

function stackPromises({ retentionDays }: StageSettings): Promises {
  return {
    'schedules are created after the tables of their stack': {
      type: 'AWS::Scheduler::Schedule',
      fault: ({ stack, DependsOn = [] }, all) => {
        const steps = resourcesOf(all, 'Custom::Trigger').filter((step) => step.stack === stack);
        const awaited = [DependsOn].flat() as unknown[];
        return expected(
          steps.every(({ id }) => awaited.includes(id)),
          'may run before there are tables',
        );
      },
    },
    'code that writes to the warehouse is deployed after its tables': {
      type: 'AWS::Lambda::Function',
      fault: ({ stack, Properties: p, DependsOn = [] }, all) => {
        if (!String(p['FunctionName']).endsWith('-etl')) return undefined;
        const steps = resourcesOf(all, 'Custom::Trigger').filter((step) => step.stack === stack);
        const awaited = [DependsOn].flat() as unknown[];
        return expected(
          steps.every(({ id }) => awaited.includes(id)),
          'may meet an older warehouse',
        );
      },
    },
    'a failed scheduled run is not retried before the next run': {
      type: 'AWS::Scheduler::Schedule',
      fault: ({ stack, Properties: p }, all) => {
        const { Arn, RetryPolicy } = p['Target'] as {
          readonly Arn: unknown;
          readonly RetryPolicy: { readonly MaximumRetryAttempts: number };
        };
        const isRepeated = resourcesOf(all, 'AWS::Lambda::EventInvokeConfig').every(
          (config) =>
            config.stack !== stack ||
            config.Properties['MaximumRetryAttempts'] !== 0 ||
            !placesIn(Arn, stack, all).some((place) =>
              placesIn(config.Properties['Qualifier'], stack, all).includes(place),
            ),
        );
        return expected(!isRepeated && RetryPolicy.MaximumRetryAttempts === 0, 'is repeated');
      },
    },
    'only rejected traffic is logged': {
      type: 'AWS::EC2::FlowLog',
      fault: ({ Properties: p }) => expected(p['TrafficType'] === 'REJECT', 'logs all traffic'),
    },
    'requests that the firewall blocks are not answered with the page': {
      type: 'AWS::CloudFront::Distribution',
      fault: ({ Properties: p }) => {
        const { CustomErrorResponses } = p['DistributionConfig'] as {
          readonly CustomErrorResponses: readonly { readonly ErrorCode: number }[];
        };
        return expected(
          CustomErrorResponses.map(({ ErrorCode }) => ErrorCode).join() === '404',
          'answers blocked requests',
        );
      },
    },
    "the list of the page's files is read by nobody": {
      type: 'AWS::CloudFront::Distribution',
      fault: ({ Properties: p }) => {
        const { DefaultRootObject } = p['DistributionConfig'] as {
          readonly DefaultRootObject?: string;
        };
        return expected(DefaultRootObject === 'index.html', 'answers / with a list of the bucket');
      },
    },
    'logs expire as promised': {
      type: 'AWS::Logs::LogGroup',
      fault: ({ Properties: p }) =>
        expected(within(p['RetentionInDays'], 1, retentionDays), 'keeps logs for longer'),
    },
    "every function logs to a group of its stack, also CDK's own functions": {
      type: 'AWS::Lambda::Function',
      fault: ({ stack, Properties: p }, all) => {
        const { LogGroup } = (p['LoggingConfig'] ?? {}) as { readonly LogGroup?: unknown };
        const groups = resourcesOf(all, 'AWS::Logs::LogGroup').map(({ place }) => place);
        return expected(
          placesIn(LogGroup, stack, all).some((place) => groups.includes(place)),
          'keeps its logs forever',
        );
      },
    },
    'keys rotate': {
      type: 'AWS::KMS::Key',
      fault: ({ Properties: p }) => expected(p['EnableKeyRotation'] === true, 'does not rotate'),
    },
    'subnets are isolated': {
      type: 'AWS::EC2::Subnet',
      fault: ({ Properties: p }) => expected(p['MapPublicIpOnLaunch'] === false, 'is public'),
    },
    'traffic leaves the network through the endpoints only': {
      type: 'AWS::EC2::VPC',
      fault: (_, all) => {
        const ways = WAYS_OUT.flatMap((type) => resourcesOf(all, type));
        return expected(ways.length === 0, `has a way out: ${ways.map(({ id }) => id).join(', ')}`);
      },
    },
    'functions with internet access have no access to the database': {
      type: 'AWS::Lambda::Function',
      fault: (lambda, all) =>
        expected(
          lambda.Properties['VpcConfig'] !== undefined || !mayCall(lambda, 'rds-db', all),
          'signs in to the database from the internet',
        ),
    },
    'functions in the network have an endpoint for each service that they call': {
      type: 'AWS::Lambda::Function',
      fault: (lambda, all) => {
        if (lambda.Properties['VpcConfig'] === undefined) return undefined;
        const called = SERVICES_BY_ENDPOINT.filter((service) => mayCall(lambda, service, all));
        const missing = called.filter((service) => !hasEndpoint(service, all));
        return expected(missing.length === 0, `calls ${missing.join(', ')} in vain`);
      },
    },
  };
}

const WAYS_OUT = [
  'AWS::EC2::Route',
  'AWS::EC2::NatGateway',
  'AWS::EC2::InternetGateway',
  'AWS::EC2::EgressOnlyInternetGateway',
];

/** Those that functions in the network may call by their roles; KMS is S3's to call. */
const SERVICES_BY_ENDPOINT = ['s3', 'sqs', 'rekognition', 'redshift-data', 'bedrock'];

function mayCall(lambda: Placed, service: string, all: Templates): boolean {
  const role = roleOf(lambda, all);
  const statements = role === undefined ? [] : statementsOf(role, all);
  return (
    statements
      .filter(({ Effect }) => Effect === 'Allow')
      .flatMap(actionsOf)
      // What Lambda polls a queue with is called outside of the network.
      .filter((action) => !POLLING.includes(action))
      .some((action) => action.startsWith(`${service}:`))
  );
}

function hasEndpoint(service: string, all: Templates): boolean {
  return resourcesOf(all, 'AWS::EC2::VPCEndpoint').some(({ Properties: p }) =>
    new RegExp(`\\.${service}(-runtime)?("|$)`).test(JSON.stringify(p['ServiceName'])),
  );
}
