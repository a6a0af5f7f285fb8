import { allowedOf, serviceOf, statementsOf } from './function-permissions.ts';
import { placesIn, resourcesOf, type Templates } from './template-references.ts';

/** Label of the edges to a dead-letter queue. */
export const DEAD_LETTERS = 'given up';

/** The single node for all alarms. */
export const ALARMS = 'alarms';

export interface SystemEdge {
  readonly from: string;
  readonly to: string;
  readonly label: string;
}

/** Returns all edges between resources, whether they are drawn or not. */
export function systemEdges(templates: Templates): readonly SystemEdge[] {
  return [
    notifications,
    subscriptions,
    deadLetters,
    consumers,
    permissions,
    copies,
    schedules,
    registrations,
    alarmActions,
    requests,
    pages,
    signIns,
  ].flatMap((edgesOf) => edgesOf(templates));
}

function permissions(templates: Templates): readonly SystemEdge[] {
  return allowedOf(templates).flatMap((permission) => {
    const { lambda, actions, places } = permission;
    const service = serviceOf(permission);
    if (service !== undefined) return [{ from: lambda.place, to: service, label: 'asks' }];
    const does = (action: string) => actions.includes(action);
    return places.flatMap((place) => {
      if (does('s3:GetObject') || does('s3:PutObject')) {
        return [
          ...(does('s3:GetObject') ? [{ from: place, to: lambda.place, label: 'read' }] : []),
          ...(does('s3:PutObject') ? [{ from: lambda.place, to: place, label: 'write' }] : []),
        ];
      }
      if (does('s3:DeleteObjectVersion'))
        return [{ from: lambda.place, to: place, label: 'purge' }];
      if (does('sqs:SendMessage'))
        return [{ from: lambda.place, to: place, label: sendLabel(place) }];
      if (does('lambda:InvokeFunction'))
        return [{ from: lambda.place, to: place, label: 'invokes' }];
      if (does('rds-db:connect')) return [{ from: lambda.place, to: place, label: 'SQL, by IAM' }];
      if (does('rds-data:ExecuteStatement') || does('redshift-data:ExecuteStatement')) {
        return [{ from: lambda.place, to: place, label: 'SQL, by the Data API' }];
      }
      return [];
    });
  });
}

/** Labels a message to a queue: failures are parked, or redriven to their source. */
const sendLabel = (place: string): string => (/Parking|Refusals/.test(place) ? 'park' : 'put back');

/** Returns the edges from an API to the functions behind its routes. */
function requests(templates: Templates): readonly SystemEdge[] {
  return resourcesOf(templates, 'AWS::ApiGatewayV2::Integration').flatMap(
    ({ Properties: p, stack }) =>
      pairs(
        placesIn(p['ApiId'], stack, templates),
        placesIn(p['IntegrationUri'], stack, templates),
        'requests, with claims',
      ),
  );
}

/** Returns the edges from a distribution to the bucket that it serves. */
function pages(templates: Templates): readonly SystemEdge[] {
  return resourcesOf(templates, 'AWS::CloudFront::Distribution').flatMap(
    ({ place, Properties: p, stack }) => {
      const { Origins } = p['DistributionConfig'] as {
        Origins: readonly { DomainName: unknown }[];
      };
      const origins = Origins.flatMap(({ DomainName }) => placesIn(DomainName, stack, templates));
      return pairs(origins, [place], 'the page');
    },
  );
}

/** Returns the edges from an API to the issuer whose tokens it accepts. */
function signIns(templates: Templates): readonly SystemEdge[] {
  return resourcesOf(templates, 'AWS::ApiGatewayV2::Authorizer').flatMap(
    ({ Properties: p, stack }) =>
      pairs(
        placesIn(p['JwtConfiguration'], stack, templates),
        placesIn(p['ApiId'], stack, templates),
        'tokens',
      ),
  );
}

/** Returns the edges of the warehouse, which reads what the role of its namespace may read. */
function copies(templates: Templates): readonly SystemEdge[] {
  return resourcesOf(templates, 'AWS::RedshiftServerless::Workgroup').flatMap((workgroup) => {
    const roles = resourcesOf(templates, 'AWS::RedshiftServerless::Namespace').flatMap(
      ({ Properties, stack }) => placesIn(Properties['IamRoles'], stack, templates),
    );
    return roles
      .flatMap((role) => statementsOf(role, templates))
      .filter(({ statement }) => statement.Action === 's3:GetObject')
      .flatMap(({ statement, stack }) => placesIn(statement.Resource, stack, templates))
      .map((from) => ({ from, to: workgroup.place, label: 'COPY' }));
  });
}

function notifications(templates: Templates): readonly SystemEdge[] {
  return resourcesOf(templates, 'AWS::S3::Bucket').flatMap((bucket) => {
    const { TopicConfigurations = [] } = (bucket.Properties['NotificationConfiguration'] ?? {}) as {
      TopicConfigurations?: readonly { Topic: unknown }[];
    };
    return placesIn(TopicConfigurations, bucket.stack, templates).map((to) => ({
      from: bucket.place,
      to,
      label: 'events',
    }));
  });
}

function subscriptions(templates: Templates): readonly SystemEdge[] {
  return resourcesOf(templates, 'AWS::SNS::Subscription').flatMap(({ Properties: p, stack }) =>
    pairs(placesIn(p['TopicArn'], stack, templates), placesIn(p['Endpoint'], stack, templates), ''),
  );
}

function deadLetters(templates: Templates): readonly SystemEdge[] {
  return resourcesOf(templates, 'AWS::SQS::Queue').flatMap(({ place, Properties: p, stack }) => {
    return pairs([place], placesIn(p['RedrivePolicy'], stack, templates), DEAD_LETTERS);
  });
}

function consumers(templates: Templates): readonly SystemEdge[] {
  return resourcesOf(templates, 'AWS::Lambda::EventSourceMapping').flatMap(
    ({ Properties: p, stack }) =>
      pairs(
        placesIn(p['EventSourceArn'], stack, templates),
        placesIn(p['FunctionName'], stack, templates),
        `batches of ${String(p['BatchSize'])}`,
      ),
  );
}

function schedules(templates: Templates): readonly SystemEdge[] {
  return resourcesOf(templates, 'AWS::Scheduler::Schedule').flatMap(
    ({ place, Properties: p, stack }) =>
      pairs([place], placesIn((p['Target'] as { Arn: unknown }).Arn, stack, templates), ''),
  );
}

function registrations(templates: Templates): readonly SystemEdge[] {
  return resourcesOf(templates, 'AWS::LakeFormation::Resource').flatMap(
    ({ place, Properties: p, stack }) =>
      pairs([place], placesIn(p['ResourceArn'], stack, templates), 'governs'),
  );
}

function alarmActions(templates: Templates): readonly SystemEdge[] {
  const reported = resourcesOf(templates, 'AWS::CloudWatch::Alarm').flatMap(
    ({ Properties: p, stack }) =>
      pairs([ALARMS], placesIn(p['AlarmActions'], stack, templates), ''),
  );
  const budgets = resourcesOf(templates, 'AWS::Budgets::Budget').flatMap(
    ({ place, Properties: p, stack }) =>
      pairs([place], placesIn(p['NotificationsWithSubscribers'], stack, templates), ''),
  );
  return [...reported, ...budgets];
}

function pairs(from: readonly string[], to: readonly string[], label: string): SystemEdge[] {
  return from.flatMap((start) => to.map((end) => ({ from: start, to: end, label })));
}
