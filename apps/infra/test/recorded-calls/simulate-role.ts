import { runSimulation, type Simulation } from '@cloud-copilot/iam-simulate';
import { type Placed, referredId, resourcesOf } from '../../src/diagram/template-references.ts';
import type { IamRequest } from './iam-request.ts';
import { ACCOUNT, arnOf, type Deployment, resolved } from './physical-names.ts';

interface PolicyDocument {
  readonly Version: string;
  readonly Statement: readonly Statement[];
}

interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
}

interface NamedPolicy {
  readonly name: string;
  readonly policy: PolicyDocument;
}

/** Which resources have a policy of their own, how it names them, and where it is. */
const RESOURCE_POLICIES = [
  { of: 'AWS::S3::Bucket', by: 'AWS::S3::BucketPolicy', named: 'Bucket' },
  { of: 'AWS::SQS::Queue', by: 'AWS::SQS::QueuePolicy', named: 'Queues' },
  { of: 'AWS::SNS::Topic', by: 'AWS::SNS::TopicPolicy', named: 'Topics' },
] as const;

/** Simulates what IAM answers, by the policies of one deployment. */
export class Iam {
  readonly #deployment: Deployment;
  readonly #resourcePolicies: ReadonlyMap<string, PolicyDocument>;
  readonly #policiesByRole = new Map<string, readonly NamedPolicy[]>();

  constructor(deployment: Deployment) {
    this.#deployment = deployment;
    this.#resourcePolicies = resourcePoliciesOf(deployment);
  }

  /** The policies of a role: `api/ApiRole`. */
  policiesOf(role: Placed): readonly NamedPolicy[] {
    const policies = this.#policiesByRole.get(role.place) ?? this.#readPolicies(role);
    this.#policiesByRole.set(role.place, policies);
    return policies;
  }

  #readPolicies(role: Placed): readonly NamedPolicy[] {
    return resourcesOf(this.#deployment.templates, 'AWS::IAM::Policy')
      .filter(({ stack, Properties: p }) => {
        const roles = (p['Roles'] ?? []) as readonly unknown[];
        return stack === role.stack && roles.some((of) => referredId(of) === role.id);
      })
      .map(({ id, stack, Properties: p }) => ({
        name: id,
        policy: resolved(p['PolicyDocument'], stack, this.#deployment) as PolicyDocument,
      }));
  }

  /** What IAM answers to a role; by way of an endpoint, where its function stands in the network. */
  async answerTo(
    role: Placed,
    { action, resource }: IamRequest,
    endpoint?: Placed,
  ): Promise<string> {
    const arn = arnOf(role, this.#deployment);
    return simulate({
      principal: arn.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/') + '/function',
      action,
      resource,
      identityPolicies: this.policiesOf(role),
      context: {
        'aws:PrincipalArn': arn,
        'aws:PrincipalAccount': ACCOUNT,
        ...(resource.startsWith('arn:aws:kms:') && {
          'kms:ResourceAliases': this.#aliasesOf(resource),
        }),
      },
      resourcePolicy: this.#policyOf(resource),
      ...(endpoint !== undefined && { endpointPolicy: this.policyOfEndpoint(endpoint) }),
    });
  }

  /** What IAM answers to a service of AWS that acts for our account. */
  async answerToService(service: string, { action, resource }: IamRequest): Promise<string> {
    return simulate({
      principal: service,
      action,
      resource,
      identityPolicies: [],
      context: { 'aws:SourceAccount': ACCOUNT },
      resourcePolicy: this.#policyOf(resource),
    });
  }

  /** The policy of an endpoint; without one, it lets everything pass. */
  policyOfEndpoint({ stack, Properties: p }: Placed): PolicyDocument {
    return (
      p['PolicyDocument'] === undefined
        ? EVERYTHING
        : resolved(p['PolicyDocument'], stack, this.#deployment)
    ) as PolicyDocument;
  }

  #aliasesOf(keyArn: string): string[] {
    return resourcesOf(this.#deployment.templates, 'AWS::KMS::Alias')
      .map(({ stack, Properties }) => resolved(Properties, stack, this.#deployment))
      .flatMap((alias) => {
        const { AliasName, TargetKeyId } = alias as Record<'AliasName' | 'TargetKeyId', string>;
        return TargetKeyId === keyArn ? [AliasName] : [];
      });
  }

  #policyOf(resource: string): PolicyDocument | undefined {
    const isOfBucket = resource.startsWith('arn:aws:s3:');
    return this.#resourcePolicies.get(isOfBucket ? resource.replace(/\/.*$/s, '') : resource);
  }
}

const EVERYTHING = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }],
};

export interface SimulatedRequest extends IamRequest {
  readonly principal: string;
  readonly identityPolicies: readonly NamedPolicy[];
  readonly context: Readonly<Record<string, string | string[]>>;
  readonly resourcePolicy?: PolicyDocument | undefined;
  readonly endpointPolicy?: PolicyDocument;
  /** In which account permissions are looked up. */
  readonly resourceAccount?: string;
  /** Whose the resource is, by what the request's context says. */
  readonly resourceOwner?: string;
}

/**
 * One request, as IAM would judge it.
 * @returns `Allowed`, `ImplicitlyDenied` or `ExplicitlyDenied`
 * @throws Error where a policy or the request is not valid
 */
export async function simulate({
  principal,
  action,
  resource,
  identityPolicies,
  context,
  resourcePolicy,
  endpointPolicy,
  resourceAccount = ACCOUNT,
  resourceOwner = resourceAccount,
}: SimulatedRequest): Promise<string> {
  const simulation: Simulation = {
    request: {
      principal,
      action,
      resource: { resource, accountId: resourceAccount },
      contextVariables: {
        'aws:SecureTransport': 'true',
        ...(isOurs(resource) && { 'aws:ResourceAccount': resourceOwner }),
        's3:TlsVersion': '1.3',
        'aws:userid': 'AROAEXAMPLE:function',
        'redshift-data:statement-owner-iam-userid': 'AROAEXAMPLE:function',
        ...context,
      },
    },
    identityPolicies: [...identityPolicies],
    serviceControlPolicies: [],
    resourceControlPolicies: [],
    ...(resourcePolicy !== undefined && { resourcePolicy }),
    ...(endpointPolicy !== undefined && {
      vpcEndpointPolicies: [{ name: 'endpoint', policy: endpointPolicy }],
    }),
  };
  const question = JSON.stringify(simulation);
  const answer = answers.get(question) ?? answerTo(simulation);
  answers.set(question, answer);
  return answer;
}

/** The answers to earlier questions: a broken template differs in one policy. */
const answers = new Map<string, Promise<string>>();

async function answerTo(simulation: Simulation): Promise<string> {
  const { action, resource } = simulation.request;
  const result = await runSimulation(simulation, {});
  if (result.resultType === 'error') {
    throw new Error(
      `Expected a valid request of ${action} on ${resource.resource} but received ${JSON.stringify(result.errors)}`,
    );
  }
  return result.overallResult;
}

/** Some calls name no resource, and models belong to AWS. */
function isOurs(resource: string): boolean {
  return resource !== '*' && !resource.includes('::foundation-model/');
}

function resourcePoliciesOf(deployment: Deployment): ReadonlyMap<string, PolicyDocument> {
  const { templates } = deployment;
  const policies = new Map<string, PolicyDocument>();
  for (const { of, by, named } of RESOURCE_POLICIES) {
    const resources = resourcesOf(templates, of);
    for (const { stack, Properties: p } of resourcesOf(templates, by)) {
      for (const reference of [p[named]].flat()) {
        const id = referredId(reference);
        const resource = resources.find((one) => one.stack === stack && one.id === id);
        if (resource === undefined) continue;
        const policy = resolved(p['PolicyDocument'], stack, deployment) as PolicyDocument;
        policies.set(arnOf(resource, deployment), policy);
      }
    }
  }
  for (const key of resourcesOf(templates, 'AWS::KMS::Key')) {
    const policy = resolved(key.Properties['KeyPolicy'], key.stack, deployment) as PolicyDocument;
    policies.set(arnOf(key, deployment), policy);
  }
  return policies;
}
