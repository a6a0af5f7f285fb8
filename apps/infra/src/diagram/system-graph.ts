import { placesIn, resourcesOf, type Placed, type Templates } from './template-references.ts';

/** The kinds of resources that are drawn, by their CloudFormation type. */
export const DRAWN_TYPES = {
  'AWS::S3::Bucket': 'bucket',
  'AWS::SNS::Topic': 'topic',
  'AWS::SQS::Queue': 'queue',
  'AWS::Lambda::Function': 'function',
  'AWS::RDS::DBCluster': 'database',
  'AWS::RedshiftServerless::Workgroup': 'warehouse',
  'AWS::Scheduler::Schedule': 'schedule',
  'AWS::EC2::VPCEndpoint': 'endpoint',
  'AWS::LakeFormation::Resource': 'registration',
  'AWS::CloudWatch::Dashboard': 'dashboard',
  'AWS::Budgets::Budget': 'budget',
} as const;
export type NodeKind = (typeof DRAWN_TYPES)[keyof typeof DRAWN_TYPES] | 'service' | 'alarms';

export interface SystemNode {
  readonly place: string;
  /** Undefined for a service of AWS, which is in no stack. */
  readonly stack: string | undefined;
  readonly kind: NodeKind;
  readonly lines: readonly string[];
}

export interface SystemEdge {
  readonly from: string;
  readonly to: string;
  readonly label: string;
}

export interface SystemGraph {
  readonly nodes: readonly SystemNode[];
  readonly edges: readonly SystemEdge[];
}

/** On the way to a queue of dead letters. */
export const DEAD_LETTERS = 'given up';

/** What the templates hold, and what goes from where to where, as they say it. */
export function systemGraph(templates: Templates): SystemGraph {
  const nodes = [...drawnResources(templates), ...services(templates), ...alarms(templates)];
  const places = new Set(nodes.map(({ place }) => place));
  const edges = [
    ...notifications(templates),
    ...subscriptions(templates),
    ...deadLetters(templates),
    ...consumers(templates),
    ...permissions(templates),
    ...copies(templates),
    ...schedules(templates),
    ...registrations(templates),
    ...alarmActions(templates),
  ].filter(({ from, to }) => places.has(from) && places.has(to));
  return { nodes, edges: unique(edges) };
}

function drawnResources(templates: Templates): readonly SystemNode[] {
  return Object.entries(DRAWN_TYPES).flatMap(([type, kind]) =>
    resourcesOf(templates, type)
      // CDK's own helpers have no name.
      .filter(({ Properties }) => kind !== 'function' || Properties['FunctionName'] !== undefined)
      .map((resource) => ({
        place: resource.place,
        stack: resource.stack,
        kind,
        lines: linesOf(resource, kind),
      })),
  );
}

function linesOf(resource: Placed, kind: NodeKind): readonly string[] {
  const { Properties: p } = resource;
  switch (kind) {
    case 'function':
      return [
        title(resource),
        `${String(p['MemorySize'])} MB, ${String(p['Timeout'])} s`,
        p['VpcConfig'] === undefined ? 'no network' : 'isolated subnets',
      ];
    case 'database': {
      const { MinCapacity, MaxCapacity } = p['ServerlessV2ScalingConfiguration'] as {
        MinCapacity: number;
        MaxCapacity: number;
      };
      return ['Aurora MySQL', `${MinCapacity} to ${MaxCapacity} ACU`];
    }
    case 'warehouse':
      return [
        'Redshift Serverless',
        `${String(p['BaseCapacity'])} to ${String(p['MaxCapacity'])} RPU`,
      ];
    case 'schedule':
      return [title(resource), String(p['ScheduleExpression'])];
    case 'queue':
      return [
        title(resource),
        `${Number(p['MessageRetentionPeriod']) / SECONDS_PER_DAY} days${triesOf(p)}`,
      ];
    case 'bucket':
      return [title(resource), expiry(p)];
    case 'endpoint':
      return [title(resource), String(p['VpcEndpointType']).toLowerCase()];
    default:
      return [title(resource)];
  }
}

function triesOf(properties: Placed['Properties']): string {
  const redrive = properties['RedrivePolicy'] as { maxReceiveCount: number } | undefined;
  return redrive === undefined ? '' : `, ${redrive.maxReceiveCount} tries`;
}

function expiry(properties: Placed['Properties']): string {
  const { Rules } = properties['LifecycleConfiguration'] as {
    Rules: readonly { ExpirationInDays?: number }[];
  };
  const days = Rules.find((rule) => rule.ExpirationInDays !== undefined)?.ExpirationInDays ?? 0;
  return days === 1 ? '1 day' : `${days} days`;
}

/** `Dead letters` of `ThumbnailerQueueDeadLetters0A1B2C3D`. */
function title({ id, Type }: Placed): string {
  const name = id
    .replace(/[0-9A-F]{8}$/, '')
    .replace(/^Vpc(?=.)/, '')
    .replace(/^.+(?=DeadLetters)/, '')
    .replace(Type === 'AWS::S3::Bucket' ? /Bucket$/ : /(StepFunction|Function)$/, '')
    .replace(/^(\w+)Queue\1?Queue$/, '$1Queue');
  const words = name.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}

interface Permission {
  readonly lambda: Placed;
  readonly actions: readonly string[];
  readonly places: readonly string[];
}

/** What the role of each function may do, with what. */
function allowedOf(templates: Templates): readonly Permission[] {
  return resourcesOf(templates, 'AWS::Lambda::Function').flatMap((lambda) => {
    const [role] = placesIn(lambda.Properties['Role'], lambda.stack, templates);
    return statementsOf(role, templates).map(({ stack, statement }) => ({
      lambda,
      actions: [statement.Action].flat() as readonly string[],
      places: placesIn(statement.Resource, stack, templates),
    }));
  });
}

function statementsOf(role: string | undefined, templates: Templates) {
  return resourcesOf(templates, 'AWS::IAM::Policy')
    .filter(({ Properties, stack }) =>
      placesIn(Properties['Roles'], stack, templates).some((place) => place === role),
    )
    .flatMap(({ Properties, stack }) => {
      const { Statement } = Properties['PolicyDocument'] as { Statement: readonly Statement[] };
      return Statement.filter(({ Effect }) => Effect === 'Allow').map((statement) => ({
        stack,
        statement,
      }));
    });
}

const SERVICES: Readonly<Record<string, string>> = { rekognition: 'Rekognition' };

const serviceOf = ({ actions }: Permission): string | undefined =>
  SERVICES[actions[0]?.split(':')[0] ?? ''];

/** The services that functions call and no stack has a part of. */
function services(templates: Templates): readonly SystemNode[] {
  const names = new Set(allowedOf(templates).flatMap((permission) => serviceOf(permission) ?? []));
  return [...names].map((name) => ({
    place: name,
    stack: undefined,
    kind: 'service',
    lines: [name],
  }));
}

function permissions(templates: Templates): readonly SystemEdge[] {
  return allowedOf(templates).flatMap((permission) => {
    const { lambda, actions, places } = permission;
    const service = serviceOf(permission);
    if (service !== undefined) return [{ from: lambda.place, to: service, label: 'asks' }];
    const does = (action: string) => actions.includes(action);
    return places.flatMap((place) => {
      if (does('s3:GetObject')) return [{ from: place, to: lambda.place, label: 'read' }];
      if (does('s3:PutObject')) return [{ from: lambda.place, to: place, label: 'write' }];
      if (does('rds-db:connect')) return [{ from: lambda.place, to: place, label: 'SQL, by IAM' }];
      if (does('rds-data:ExecuteStatement') || does('redshift-data:ExecuteStatement')) {
        return [{ from: lambda.place, to: place, label: 'SQL, by the Data API' }];
      }
      return [];
    });
  });
}

/** The warehouse reads what the role of its namespace may read. */
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

const SECONDS_PER_DAY = 24 * 60 * 60;
const ALARMS = 'alarms';

function alarms(templates: Templates): readonly SystemNode[] {
  const all = resourcesOf(templates, 'AWS::CloudWatch::Alarm');
  const stack = all[0]?.stack;
  return stack === undefined
    ? []
    : [{ place: ALARMS, stack, kind: 'alarms', lines: [`${all.length} alarms`] }];
}

function alarmActions(templates: Templates): readonly SystemEdge[] {
  const told = resourcesOf(templates, 'AWS::CloudWatch::Alarm').flatMap(
    ({ Properties: p, stack }) =>
      pairs([ALARMS], placesIn(p['AlarmActions'], stack, templates), ''),
  );
  const budgets = resourcesOf(templates, 'AWS::Budgets::Budget').flatMap(
    ({ place, Properties: p, stack }) =>
      pairs([place], placesIn(p['NotificationsWithSubscribers'], stack, templates), ''),
  );
  return [...told, ...budgets];
}

const pairs = (from: readonly string[], to: readonly string[], label: string): SystemEdge[] =>
  from.flatMap((start) => to.map((end) => ({ from: start, to: end, label })));

const unique = (edges: readonly SystemEdge[]): readonly SystemEdge[] => [
  ...new Map(edges.map((edge) => [`${edge.from} ${edge.to} ${edge.label}`, edge])).values(),
];
