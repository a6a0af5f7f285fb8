import {
  loadConfig as loadApi,
  loadDeliveriesConfig,
  loadRenderConfig,
  loadSenderConfig,
} from '@miniatura/api/config';
import { loadConfig as loadEtl } from '@miniatura/etl/config';
import { loadConfig as loadFailures } from '@miniatura/failures/config';
import { loadConfig as loadIngest } from '@miniatura/ingest/config';
import { DECODER_ENVIRONMENT } from '@miniatura/resize/decoder-environment';
import { loadCopiesConfig, loadConfig as loadRetention } from '@miniatura/retention/config';
import { loadConfig as loadThumbnailer } from '@miniatura/thumbnailer/config';
import { NAMESPACE_VARIABLE } from '../../src/constructs/node-function.ts';
import {
  createDatabaseUsersEnvironment,
  migrateMetadataEnvironment,
  migrateWarehouseEnvironment,
  readEnvironment,
} from '../../src/deploy-steps/config.ts';
import { type Placed, resourcesOf, type Templates } from '../../src/diagram/template-references.ts';
import { ownFunctions, shortName } from '../templates.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** How each function reads its environment. */
const READERS: Readonly<Record<string, (environment: Environment) => unknown>> = {
  thumbnailer: loadThumbnailer,
  etl: loadEtl,
  failures: loadFailures,
  ingest: loadIngest,
  retention: loadRetention,
  copies: loadCopiesConfig,
  api: loadApi,
  render: loadRenderConfig,
  deliveries: loadDeliveriesConfig,
  sender: loadSenderConfig,
  'create-database-users': (values) => readEnvironment(createDatabaseUsersEnvironment, values),
  'migrate-metadata': (values) => readEnvironment(migrateMetadataEnvironment, values),
  'migrate-warehouse': (values) => readEnvironment(migrateWarehouseEnvironment, values),
};

/** Each function's environment satisfies its own schema, and has nothing that it does not read. */
export function environments(templates: Templates): readonly string[] {
  return ownFunctions(templates).flatMap((lambda) => faultsOf(lambda, templates));
}

function faultsOf(lambda: Placed, templates: Templates): readonly string[] {
  const read = READERS[shortName(lambda)];
  if (read === undefined) return [`${lambda.place}: no reader of its environment is known`];
  const { Variables = {} } = (lambda.Properties['Environment'] ?? {}) as {
    Variables?: Record<string, unknown>;
  };
  const values = Object.fromEntries(
    Object.entries(Variables).map(([name, value]) => [name, text(value, templates)]),
  );
  // Powertools reads the first, and glibc the others.
  const seen = new Set([NAMESPACE_VARIABLE, ...Object.keys(DECODER_ENVIRONMENT)]);
  const recorder = new Proxy<Environment>(values, {
    get: (target, name: string) => {
      seen.add(name);
      return target[name];
    },
  });
  try {
    read(recorder);
  } catch (error) {
    return [`${lambda.place}: ${(error as Error).message}`];
  }
  const unread = Object.keys(values).filter((name) => !seen.has(name));
  return unread.map((name) => `${lambda.place}: nobody reads ${name}`);
}

/** A value as it might be after a deployment: references become something of their kind. */
function text(value: unknown, templates: Templates): string {
  if (typeof value === 'string') return value;
  const intrinsic = value as {
    Ref?: string;
    'Fn::Join'?: readonly [string, readonly unknown[]];
    'Fn::GetAtt'?: readonly [string, string];
    'Fn::ImportValue'?: string;
  };
  const join = intrinsic['Fn::Join'];
  if (join) return join[1].map((part) => text(part, templates)).join(join[0]);
  const imported = intrinsic['Fn::ImportValue'];
  if (imported !== undefined) return text(exported(imported, templates), templates);
  const attribute = intrinsic['Fn::GetAtt']?.[1];
  if (attribute?.endsWith('Arn')) return 'arn:aws:service:us-east-1:123456789012:name';
  if (attribute?.endsWith('Port')) return '3307';
  if (attribute !== undefined) return 'host.example.org';
  return refText(intrinsic.Ref ?? '', templates);
}

const ARN_REFS = new Set([
  'AWS::Lambda::Alias',
  'AWS::SecretsManager::Secret',
  'AWS::SecretsManager::SecretTargetAttachment',
]);

function refText(id: string, templates: Templates): string {
  if (id === 'AWS::AccountId') return '123456789012';
  if (id.startsWith('AWS::')) return id.replace('AWS::', '').toLowerCase();
  const isQueue = resourcesOf(templates, 'AWS::SQS::Queue').some((queue) => queue.id === id);
  // A reference to a queue is its URL.
  if (isQueue) return 'https://sqs.us-east-1.amazonaws.com/123456789012/name-of-it';
  const isArn = [...ARN_REFS].some((type) =>
    resourcesOf(templates, type).some((resource) => resource.id === id),
  );
  return isArn ? 'arn:aws:service:us-east-1:123456789012:name' : 'name-of-it';
}

function exported(name: string, templates: Templates): unknown {
  const outputs = Object.values(templates).flatMap(({ Outputs = {} }) => Object.values(Outputs));
  return outputs.find(({ Export }) => Export?.Name === name)?.Value;
}
