import { type Placed, resourcesOf, type Templates } from '../../src/diagram/template-references.ts';

/** The account into which the templates are imagined to be deployed. */
export const ACCOUNT = '123456789012';

interface Names {
  /** What `Ref` gives. */
  readonly ref: string;
  readonly arn: string;
  /** Of other attributes, by name. */
  readonly attributes?: Readonly<Record<string, string>>;
}

/** Templates as they might be after a deployment: every reference is a name. */
export interface Deployment {
  readonly templates: Templates;
  readonly region: string;
  /** The region of one stack, where it is another. */
  readonly regionOf: Readonly<Record<string, string>>;
}

/** The ARN that a resource might have. */
export function arnOf(resource: Placed, deployment: Deployment): string {
  return namesOf(resource, deployment).arn;
}

/**
 * A value in which every reference is the name, the ARN or the address that it might give.
 * @throws Error for a function of CloudFormation that is not known here
 */
export function resolved(value: unknown, stack: string, deployment: Deployment): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((part: unknown) => resolved(part, stack, deployment));
  const entries = Object.entries(value);
  const [[name, parameter] = ['', undefined]] = entries;
  const text = (part: unknown) => String(resolved(part, stack, deployment));
  if (entries.length === 1 && name === 'Ref') return refOf(String(parameter), stack, deployment);
  if (entries.length === 1 && name.startsWith('Fn::')) {
    switch (name) {
      case 'Fn::GetAtt':
        return attributeOf(parameter as readonly [string, string], stack, deployment);
      case 'Fn::ImportValue':
        return importedValue(String(parameter), deployment);
      case 'Fn::Join': {
        const [separator, parts] = parameter as readonly [string, readonly unknown[]];
        return parts.map(text).join(separator);
      }
      case 'Fn::Sub':
        return String(parameter).replaceAll(/\$\{([\w:]+)\}/g, (_, id: string) =>
          refOf(id, stack, deployment),
        );
      default:
        throw new Error(`Expected a known function of CloudFormation but received ${name}.`);
    }
  }
  return Object.fromEntries(entries.map(([key, part]) => [key, resolved(part, stack, deployment)]));
}

function refOf(id: string, stack: string, deployment: Deployment): string {
  const pseudo: Readonly<Record<string, string>> = {
    'AWS::AccountId': ACCOUNT,
    'AWS::Partition': 'aws',
    'AWS::Region': regionOf(stack, deployment),
    'AWS::URLSuffix': 'amazonaws.com',
  };
  return pseudo[id] ?? namesOf(find(stack, id, deployment), deployment).ref;
}

function attributeOf(
  [id, attribute]: readonly [string, string],
  stack: string,
  deployment: Deployment,
): string {
  const { arn, ref, attributes } = namesOf(find(stack, id, deployment), deployment);
  const given = attributes?.[attribute];
  if (given !== undefined) return given;
  if (/Arn$/.test(attribute)) return arn;
  return attribute.endsWith('Name') ? ref : `${id}-${attribute}`;
}

function importedValue(name: string, deployment: Deployment): unknown {
  for (const [stack, { Outputs = {} }] of Object.entries(deployment.templates)) {
    const output = Object.values(Outputs).find(({ Export }) => Export?.Name === name);
    if (output !== undefined) return resolved(output.Value, stack, deployment);
  }
  throw new Error(`Expected an output of the name ${name}.`);
}

function find(stack: string, id: string, { templates }: Deployment): Placed {
  const resource = templates[stack]?.Resources[id];
  if (resource === undefined) throw new Error(`Expected a resource ${id} in ${stack}.`);
  return { ...resource, stack, id, place: `${stack}/${id}` };
}

function regionOf(stack: string, { region, regionOf: others }: Deployment): string {
  return others[stack] ?? region;
}

function namesOf(resource: Placed, deployment: Deployment): Names {
  const { stack, id, Type, Properties: p } = resource;
  const region = regionOf(stack, deployment);
  const arn = (service: string, rest: string) => `arn:aws:${service}:${region}:${ACCOUNT}:${rest}`;
  const named = (property: string): string => {
    const given = p[property];
    return given === undefined ? id : String(resolved(given, stack, deployment));
  };
  switch (Type) {
    case 'AWS::S3::Bucket': {
      const name = named('BucketName').toLowerCase();
      return { ref: name, arn: `arn:aws:s3:::${name}` };
    }
    case 'AWS::IAM::Role': {
      const name = named('RoleName');
      return { ref: name, arn: `arn:aws:iam::${ACCOUNT}:role/${name}` };
    }
    case 'AWS::SQS::Queue': {
      const name = named('QueueName');
      return {
        ref: `https://sqs.${region}.amazonaws.com/${ACCOUNT}/${name}`,
        arn: arn('sqs', name),
      };
    }
    case 'AWS::SNS::Topic':
      return { ref: arn('sns', id), arn: arn('sns', id) };
    case 'AWS::KMS::Key':
      return { ref: id, arn: arn('kms', `key/${id}`) };
    case 'AWS::Lambda::Function':
      return {
        ref: named('FunctionName'),
        arn: arn('lambda', `function:${named('FunctionName')}`),
      };
    case 'AWS::Lambda::Alias': {
      const qualified = arn('lambda', `function:${named('FunctionName')}:${named('Name')}`);
      return { ref: qualified, arn: qualified };
    }
    case 'AWS::Batch::JobQueue': {
      const queue = arn('batch', `job-queue/${named('JobQueueName')}`);
      return { ref: queue, arn: queue };
    }
    case 'AWS::Batch::JobDefinition': {
      const definition = arn('batch', `job-definition/${named('JobDefinitionName')}:1`);
      return { ref: definition, arn: definition };
    }
    case 'AWS::Logs::LogGroup':
      return {
        ref: named('LogGroupName'),
        arn: arn('logs', `log-group:${named('LogGroupName')}:*`),
      };
    case 'AWS::RDS::DBCluster':
      return {
        ref: id.toLowerCase(),
        arn: arn('rds', `cluster:${id.toLowerCase()}`),
        attributes: { DBClusterResourceId: `cluster-${id.toUpperCase()}` },
      };
    case 'AWS::RedshiftServerless::Workgroup':
      return { ref: id, arn: arn('redshift-serverless', `workgroup/${id}`) };
    case 'AWS::SecretsManager::Secret':
    case 'AWS::SecretsManager::SecretTargetAttachment':
      return {
        ref: arn('secretsmanager', `secret:${id}`),
        arn: arn('secretsmanager', `secret:${id}`),
      };
    default:
      return { ref: id, arn: arn(Type.split('::')[1]?.toLowerCase() ?? '', id) };
  }
}

/** The only resource of a type whose id begins so, in a stack. */
export function resourceAt(
  type: string,
  place: string,
  { templates }: Pick<Deployment, 'templates'>,
): Placed {
  const found = resourcesOf(templates, type).filter((resource) => resource.place.startsWith(place));
  const [only] = found;
  if (only === undefined || found.length > 1) {
    throw new Error(`Expected one ${type} at ${place} but received ${found.length}.`);
  }
  return only;
}
