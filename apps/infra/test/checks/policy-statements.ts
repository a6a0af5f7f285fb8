import {
  type Placed,
  placesIn,
  referredId,
  resourcesOf,
  type Templates,
} from '../../src/diagram/template-references.ts';

export interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action?: string | readonly string[];
  readonly Resource?: unknown;
  readonly Principal?: unknown;
  readonly Condition?: Readonly<Record<string, unknown>>;
}

export interface PlacedStatement extends Statement {
  readonly policy: Placed;
}

interface PolicyProperties {
  readonly Roles?: readonly unknown[];
  readonly PolicyDocument: { readonly Statement: readonly Statement[] };
}

/** What Lambda calls to poll a function's queues, as the role of the function. */
export const POLLING: readonly string[] = [
  'sqs:ReceiveMessage',
  'sqs:DeleteMessage',
  'sqs:ChangeMessageVisibility',
  'sqs:GetQueueAttributes',
  'sqs:GetQueueUrl',
];

/** The event source mappings of a function. */
export function eventSourcesOf(lambda: Placed, templates: Templates): readonly Placed[] {
  return resourcesOf(templates, 'AWS::Lambda::EventSourceMapping').filter(
    ({ stack, Properties: p }) =>
      placesIn(p['FunctionName'], stack, templates).includes(lambda.place),
  );
}

/** Everything that a role's policies say. */
export function statementsOfRoles(templates: Templates): readonly PlacedStatement[] {
  return resourcesOf(templates, 'AWS::IAM::Policy').flatMap((policy) =>
    (policy.Properties as unknown as PolicyProperties).PolicyDocument.Statement.map(
      (statement) => ({ ...statement, policy }),
    ),
  );
}

/** Everything that the policies of one role say. */
export function statementsOf(role: Placed, templates: Templates): readonly PlacedStatement[] {
  return statementsOfRoles(templates).filter(
    ({ policy }) =>
      policy.stack === role.stack &&
      (policy.Properties as unknown as PolicyProperties).Roles?.some(
        (of) => referredId(of) === role.id,
      ),
  );
}

/** The role of a function. */
export function roleOf(lambda: Placed, templates: Templates): Placed | undefined {
  return resourcesOf(templates, 'AWS::IAM::Role').find(
    ({ stack, id }) => stack === lambda.stack && id === referredId(lambda.Properties['Role']),
  );
}

export function actionsOf({ Action = [] }: Statement): readonly string[] {
  return typeof Action === 'string' ? [Action] : Action;
}

export function resourcesNamedBy({ Resource = [] }: Statement): readonly unknown[] {
  return Array.isArray(Resource) ? Resource : [Resource];
}

/** What cdk-nag was told of a resource, with the reasons. */
export function reasonsOf({ Metadata }: Placed): readonly { id: string; reason: string }[] {
  const nag = Metadata?.['cdk_nag'] as
    { rules_to_suppress?: { id: string; reason: string }[] } | undefined;
  return nag?.rules_to_suppress ?? [];
}

/** CDK's own helpers bring policies of their own. */
export const isOfCdk = ({ id }: Placed): boolean => id.startsWith('CustomCDK');
