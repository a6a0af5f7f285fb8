import { isJsonObject } from '@miniatura/local-service';
import { invalidParameter } from './errors.ts';
import {
  FILTER_POLICY_SCOPES,
  type FilterPolicy,
  type FilterPolicyScope,
  parseFilterPolicy,
} from './filter-policy.ts';
import { isQueueArn } from './topic-address.ts';

/** Settable attributes by SNS's names, with text values. */
export type SubscriptionAttributes = Readonly<Record<string, string>>;

/** The parsed attributes. */
export interface SubscriptionSettings {
  readonly isRaw: boolean;
  readonly filterPolicy: FilterPolicy;
  readonly filterPolicyScope: FilterPolicyScope;
  /** The queue that receives undeliverable messages. */
  readonly deadLetterArn: string | undefined;
}

const SETTABLE = [
  // Stored and returned without effect: it applies to HTTP endpoints only.
  'DeliveryPolicy',
  'FilterPolicy',
  'FilterPolicyScope',
  'RawMessageDelivery',
  'RedrivePolicy',
];

function parseScope(text: string): FilterPolicyScope {
  const scope = FILTER_POLICY_SCOPES.find((each) => each === text);
  if (scope !== undefined) return scope;
  throw invalidParameter(
    'FilterPolicyScope',
    `expected ${FILTER_POLICY_SCOPES.join(' or ')} but received '${text}'`,
  );
}

function parseRaw(text: string): boolean {
  if (/^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  throw invalidParameter('RawMessageDelivery', `expected true or false but received '${text}'`);
}

/** Returns the ARN in `{"deadLetterTargetArn":"arn:aws:sqs:…"}`. */
function parseRedrivePolicy(text: string): string {
  let policy: unknown;
  try {
    policy = JSON.parse(text);
  } catch {
    throw invalidParameter('RedrivePolicy', 'failed to parse JSON');
  }
  const arn = isJsonObject(policy) ? policy['deadLetterTargetArn'] : undefined;
  if (isQueueArn(arn)) return arn;
  throw invalidParameter('RedrivePolicy', "expected a queue's ARN for deadLetterTargetArn");
}

/** Parses the attributes of a subscription. @throws SnsServiceError InvalidParameter */
export function subscriptionSettings(attributes: SubscriptionAttributes): SubscriptionSettings {
  const unknown = Object.keys(attributes).find((name) => !SETTABLE.includes(name));
  if (unknown !== undefined) throw invalidParameter('AttributeName', `unknown: ${unknown}`);
  const { FilterPolicy, FilterPolicyScope, RawMessageDelivery, RedrivePolicy } = attributes;
  const filterPolicyScope = parseScope(FilterPolicyScope ?? 'MessageAttributes');
  return {
    isRaw: parseRaw(RawMessageDelivery ?? 'false'),
    filterPolicy:
      FilterPolicy === undefined ? {} : parseFilterPolicy(FilterPolicy, filterPolicyScope),
    filterPolicyScope,
    deadLetterArn: RedrivePolicy === undefined ? undefined : parseRedrivePolicy(RedrivePolicy),
  };
}

/** Applies a change to attributes. An empty value removes an attribute. */
export function mergeAttributes<T extends Readonly<Record<string, string>>>(
  before: T,
  change: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries({ ...before, ...change }).filter(([, value]) => value !== ''),
  );
}
