import { isIP } from 'node:net';
import { isJsonObject } from '@miniatura/local-service';
import { invalidParameter } from './errors.ts';

export const FILTER_POLICY_SCOPES = ['MessageAttributes', 'MessageBody'] as const;
export type FilterPolicyScope = (typeof FILTER_POLICY_SCOPES)[number];

export type Scalar = string | number | boolean | null;

/** One of the conditions of a key: `"jpg"`, `{"prefix":"import/"}`, `{"numeric":[">",5]}`. */
export type Condition = Scalar | Readonly<Record<string, unknown>>;

/** A filter policy: each key has conditions, or a policy for nested keys. */
export interface FilterPolicy {
  readonly [key: string]: readonly Condition[] | readonly FilterPolicy[] | FilterPolicy;
}

/**
 * The limits of SNS.
 * @see https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html
 */
const MAX_KEY_COUNT = 5;
const MAX_COMBINATION_COUNT = 150;
const MAX_BYTE_COUNT = 256 * 1024;

const invalid = (reason: string) => invalidParameter('FilterPolicy', reason);

export function isScalar(value: unknown): value is Scalar {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';

const COMPARISONS = ['=', '<', '<=', '>', '>='];

/** `["=", 1]`, `[">", 0]`, `[">", 0, "<=", 5]` */
function isNumericRange(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    (value.length === 2 || value.length === 4) &&
    value.every((part, index) =>
      index % 2 === 0 ? COMPARISONS.includes(part as string) : Number.isFinite(part),
    )
  );
}

/** `10.0.0.0/24`, `2001:db8::/32` */
function isCidr(value: unknown): boolean {
  const [, network = '', prefix] = /^([^/]+)\/(\d{1,3})$/.exec(String(value)) ?? [];
  const largestPrefix = { 0: -1, 4: 32, 6: 128 }[isIP(network)] ?? -1;
  return Number(prefix) <= largestPrefix;
}

function isAnythingBut(value: unknown): boolean {
  if (Array.isArray(value)) {
    return value.length > 0 && value.every((one) => ['string', 'number'].includes(typeof one));
  }
  if (!isJsonObject(value)) return ['string', 'number'].includes(typeof value);
  const entries = Object.entries(value);
  return (
    entries.length === 1 &&
    entries.every(([name, text]) => ['prefix', 'suffix'].includes(name) && isText(text))
  );
}

const OPERATORS: Readonly<Record<string, (value: unknown) => boolean>> = {
  'anything-but': isAnythingBut,
  cidr: isCidr,
  'equals-ignore-case': isText,
  exists: (value) => typeof value === 'boolean',
  numeric: isNumericRange,
  prefix: isText,
  suffix: isText,
};

function checkCondition(key: string, condition: unknown): void {
  if (isScalar(condition)) return;
  const [entry, ...others] = isJsonObject(condition) ? Object.entries(condition) : [];
  if (entry === undefined || others.length > 0) {
    throw invalid(`expected a value or one operator for '${key}'`);
  }
  const [operator, operand] = entry;
  if (!Object.hasOwn(OPERATORS, operator)) {
    throw invalid(`unrecognized match type ${operator} of '${key}'`);
  }
  if (!OPERATORS[operator]?.(operand)) {
    throw invalid(`invalid value ${JSON.stringify(operand)} of ${operator} for '${key}'`);
  }
}

interface Leaf {
  readonly depth: number;
  readonly conditionCount: number;
}

const OR = '$or';

/** Validates a policy and returns its keys that have conditions. */
function leavesOf(policy: unknown, scope: FilterPolicyScope, depth = 1): readonly Leaf[] {
  if (!isJsonObject(policy)) throw invalid('filter policy must be an object of keys');
  return Object.entries(policy).flatMap(([key, value]) => {
    if (Array.isArray(value)) {
      if (value.length === 0) throw invalid(`expected at least one value for '${key}'`);
      // `$or` is an ordinary key unless its members are rules.
      if (key === OR && value.length > 1 && value.every((rule) => isRule(rule))) {
        return value.flatMap((rule) => leavesOf(rule, scope, depth));
      }
      value.forEach((condition) => checkCondition(key, condition));
      return [{ depth, conditionCount: value.length }];
    }
    if (scope === 'MessageBody' && isJsonObject(value)) return leavesOf(value, scope, depth + 1);
    throw invalid(
      scope === 'MessageBody'
        ? `expected a list of values or an object for '${key}'`
        : `expected a list of values for '${key}': only MessageBody policies are nested`,
    );
  });
}

function isRule(value: unknown): boolean {
  return (
    isJsonObject(value) &&
    Object.keys(value).length > 0 &&
    Object.keys(value).every((key) => !Object.hasOwn(OPERATORS, key))
  );
}

/** Returns the policies that `$or` joins, or undefined when it is an ordinary key. */
export function alternativesOf(key: string, value: unknown): readonly FilterPolicy[] | undefined {
  return key === OR && Array.isArray(value) && value.length > 1 && value.every(isRule)
    ? (value as readonly FilterPolicy[])
    : undefined;
}

/**
 * Parses a filter policy by SNS's rules.
 * @throws SnsServiceError InvalidParameter
 */
export function parseFilterPolicy(text: string, scope: FilterPolicyScope): FilterPolicy {
  if (Buffer.byteLength(text) > MAX_BYTE_COUNT) throw invalid('filter policy is too large');
  let policy: unknown;
  try {
    policy = JSON.parse(text);
  } catch {
    throw invalid('failed to parse JSON');
  }
  const leaves = leavesOf(policy, scope);
  if (leaves.length > MAX_KEY_COUNT) {
    throw invalid(`filter policy can not have more than ${MAX_KEY_COUNT} keys`);
  }
  const combinations = leaves.reduce(
    (all, { depth, conditionCount }) => all * depth * conditionCount,
    1,
  );
  if (combinations > MAX_COMBINATION_COUNT) {
    throw invalid(`filter policy is too complex: ${combinations} combinations`);
  }
  return policy as FilterPolicy;
}
