import { BlockList, isIP } from 'node:net';
import { isJsonObject, type JsonObject } from '@miniatura/local-service';
import {
  alternativesOf,
  type Condition,
  type FilterPolicy,
  type FilterPolicyScope,
  isScalar,
  type Scalar,
} from './filter-policy.ts';
import type { MessageAttributes } from './message-attributes.ts';

const COMPARE: Readonly<Record<string, (value: number, limit: number) => boolean>> = {
  '=': (value, limit) => value === limit,
  '<': (value, limit) => value < limit,
  '<=': (value, limit) => value <= limit,
  '>': (value, limit) => value > limit,
  '>=': (value, limit) => value >= limit,
};

function isInRange(value: number, range: readonly (string | number)[]): boolean {
  return range.every(
    (part, index) => index % 2 === 1 || COMPARE[part]?.(value, range[index + 1] as number) === true,
  );
}

function isInSubnet(address: string, cidr: string): boolean {
  const [network = '', prefix = ''] = cidr.split('/');
  const type = isIP(network) === 6 ? 'ipv6' : 'ipv4';
  if (isIP(address) === 0 || isIP(address) !== isIP(network)) return false;
  const subnet = new BlockList();
  subnet.addSubnet(network, Number(prefix), type);
  return subnet.check(address, type);
}

function isOtherThan(value: Scalar, excluded: unknown): boolean {
  if (!isJsonObject(excluded)) return ![excluded].flat().includes(value);
  return !Object.entries(excluded).some(([operator, operand]) =>
    MATCHERS[operator]?.(value, operand),
  );
}

function ofText(matches: (value: string, operand: string) => boolean) {
  return (value: Scalar, operand: unknown): boolean =>
    typeof value === 'string' && matches(value, operand as string);
}

const MATCHERS: Readonly<Record<string, (value: Scalar, operand: unknown) => boolean>> = {
  'anything-but': isOtherThan,
  cidr: ofText(isInSubnet),
  'equals-ignore-case': ofText((value, text) => value.toLowerCase() === text.toLowerCase()),
  numeric: (value, range) =>
    typeof value === 'number' && isInRange(value, range as readonly (string | number)[]),
  prefix: ofText((value, text) => value.startsWith(text)),
  suffix: ofText((value, text) => value.endsWith(text)),
};

function matchesValue(condition: Condition, value: Scalar): boolean {
  if (isScalar(condition)) return condition === value;
  return Object.entries(condition).some(([operator, operand]) =>
    MATCHERS[operator]?.(value, operand),
  );
}

/** The scalars of a key: several when its value is an array. */
function scalarsIn(value: unknown): readonly Scalar[] {
  return Array.isArray(value) ? value.flatMap(scalarsIn) : isScalar(value) ? [value] : [];
}

function isPresent(values: readonly Scalar[]): boolean {
  return values.some((value) => value !== null && value !== '');
}

function matchesOneOf(conditions: readonly Condition[], value: unknown): boolean {
  const values = scalarsIn(value);
  return conditions.some((condition) => {
    const exists = isScalar(condition) ? undefined : condition['exists'];
    if (exists === undefined) return values.some((each) => matchesValue(condition, each));
    return exists ? isPresent(values) : value === undefined;
  });
}

/** Whether an object, or one of the objects in an array, matches all keys of the policy. */
function matchesNested(policy: FilterPolicy, value: unknown): boolean {
  return Array.isArray(value) && value.length > 0
    ? value.some((each) => matchesNested(policy, each))
    : matchesKeys(policy, isJsonObject(value) ? value : {});
}

function matchesKeys(policy: FilterPolicy, fields: JsonObject): boolean {
  return Object.entries(policy).every(([key, expected]) => {
    const alternatives = alternativesOf(key, expected);
    if (alternatives) return alternatives.some((alternative) => matchesKeys(alternative, fields));
    const value = Object.hasOwn(fields, key) ? fields[key] : undefined;
    return Array.isArray(expected)
      ? matchesOneOf(expected as readonly Condition[], value)
      : matchesNested(expected as FilterPolicy, value);
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The attributes as the fields of a body. SNS does not filter by binary attributes. */
function fieldsOf(attributes: MessageAttributes): JsonObject {
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([name, { DataType, StringValue = '' }]) => {
      if (DataType === 'Binary') return [];
      if (DataType === 'Number') return [[name, Number(StringValue)]];
      return [[name, DataType === 'String.Array' ? parseJson(StringValue) : StringValue]];
    }),
  );
}

/** Whether a subscription with this policy receives the message. */
export function matchesFilterPolicy(
  policy: FilterPolicy,
  scope: FilterPolicyScope,
  message: { readonly body: string; readonly attributes: MessageAttributes },
): boolean {
  if (Object.keys(policy).length === 0) return true;
  const fields = scope === 'MessageBody' ? parseJson(message.body) : fieldsOf(message.attributes);
  // A message without attributes does not match even `{"exists":false}`.
  if (!isJsonObject(fields) || Object.keys(fields).length === 0) return false;
  return matchesKeys(policy, fields);
}
