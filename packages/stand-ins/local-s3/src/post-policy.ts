import { checkScope, type Credentials } from './authenticate.ts';
import { S3Error } from './errors.ts';
import { isSame } from './is-same.ts';
import { v2Signature } from './signature-v2.ts';
import { parseCredential, signature, SIGNATURE_ALGORITHM } from './signature-v4.ts';

/** The fields of a form, with lower-case names. */
export type FormFields = ReadonlyMap<string, string>;

/** What a policy allows, in addition to the fields that are already checked. */
export interface PostGrant {
  readonly accessKeyId: string;
  readonly minByteCount: number;
  readonly maxByteCount: number;
}

/** Fields that do not need a condition in the policy ("Creating an HTML form for uploads"). */
const FREE_FIELDS = new Set([
  'awsaccesskeyid',
  'bucket',
  'file',
  'policy',
  'signature',
  'x-amz-signature',
]);

/** `2026-11-21T07:44:07Z`, with or without a fraction of a second. */
const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

interface Policy {
  readonly expiration: string;
  readonly conditions: readonly unknown[];
}

/**
 * Verifies the form's signature, then compares its fields with the signed policy.
 * @throws S3Error AccessDenied, SignatureDoesNotMatch, InvalidArgument and similar
 */
export function checkPostPolicy(
  fields: FormFields,
  bucket: string,
  credentials: Credentials,
  nowMs: number,
): PostGrant {
  const encoded = fields.get('policy');
  if (encoded === undefined) {
    throw new S3Error('AccessDenied', 'Anonymous access is not allowed: the form needs a policy.');
  }
  const accessKeyId = checkFormSignature(fields, encoded, credentials);
  const policy = parsePolicy(encoded);
  const expiresAtMs = ISO_TIME.test(policy.expiration) ? Date.parse(policy.expiration) : NaN;
  if (Number.isNaN(expiresAtMs)) throw invalidPolicy("Invalid 'expiration' value");
  if (expiresAtMs < nowMs) throw denied('Policy expired.');
  const values = new Map([...fields, ['bucket', bucket]]);
  const checked = new Set(
    policy.conditions.flatMap((condition) => checkCondition(condition, values)),
  );
  const extra = [...fields.keys()].filter(
    (name) => !FREE_FIELDS.has(name) && !name.startsWith('x-ignore-') && !checked.has(name),
  );
  if (extra.length > 0) throw denied(`Extra input fields: ${extra.join(', ')}`);
  return { accessKeyId, ...contentLengthRange(policy.conditions) };
}

function checkFormSignature(fields: FormFields, policy: string, credentials: Credentials): string {
  const claimed = fields.get('x-amz-signature');
  if (claimed === undefined) return checkV2Signature(fields, policy, credentials);
  if (fields.get('x-amz-algorithm') !== SIGNATURE_ALGORITHM) {
    throw new S3Error('InvalidArgument', `X-Amz-Algorithm only supports "${SIGNATURE_ALGORITHM}"`);
  }
  const scope = parseCredential(fields.get('x-amz-credential') ?? '');
  if (!scope) throw new S3Error('InvalidArgument', 'The X-Amz-Credential field is malformed.');
  const key = checkScope(scope, fields.get('x-amz-date') ?? '', credentials);
  if (!isSame(signature(key, policy), claimed)) throw new S3Error('SignatureDoesNotMatch');
  return scope.accessKeyId;
}

function checkV2Signature(fields: FormFields, policy: string, credentials: Credentials): string {
  const claimed = fields.get('signature');
  const accessKeyId = fields.get('awsaccesskeyid');
  const missing = accessKeyId === undefined ? 'AWSAccessKeyId' : 'Signature';
  if (claimed === undefined || accessKeyId === undefined) {
    throw new S3Error(
      'InvalidArgument',
      `Bucket POST must contain a field named '${missing}'. If it is specified, please check the order of the fields.`,
    );
  }
  if (accessKeyId !== credentials.accessKeyId) {
    throw new S3Error('InvalidAccessKeyId', undefined, { AWSAccessKeyId: accessKeyId });
  }
  if (!isSame(v2Signature(credentials.secretAccessKey, policy), claimed)) {
    throw new S3Error('SignatureDoesNotMatch');
  }
  return accessKeyId;
}

function denied(reason: string) {
  return new S3Error('AccessDenied', `Invalid according to Policy: ${reason}`);
}

function invalidPolicy(reason: string) {
  return new S3Error('InvalidPolicyDocument', `Invalid Policy: ${reason}`);
}

function parsePolicy(encoded: string): Policy {
  let policy: Partial<Policy> | null;
  try {
    policy = JSON.parse(Buffer.from(encoded, 'base64').toString('utf8')) as Partial<Policy> | null;
  } catch {
    throw invalidPolicy('it is not base64 of JSON');
  }
  if (typeof policy?.expiration !== 'string' || !Array.isArray(policy.conditions)) {
    throw invalidPolicy('expected an expiration and conditions');
  }
  return { expiration: policy.expiration, conditions: policy.conditions };
}

/** Checks one condition. @returns the names of the fields that it covers */
function checkCondition(
  condition: unknown,
  values: ReadonlyMap<string, string>,
): readonly string[] {
  if (Array.isArray(condition)) return checkListCondition(condition, values);
  if (typeof condition !== 'object' || condition === null) {
    throw invalidPolicy('a condition is neither a list nor an object');
  }
  if (Object.keys(condition).length !== 1) {
    throw invalidPolicy(
      'Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.',
    );
  }
  return Object.entries(condition).map(([name, expected]) =>
    checkMatch(name, String(expected), values, 'eq'),
  );
}

function checkListCondition(
  [operator, operand, expected]: readonly unknown[],
  values: ReadonlyMap<string, string>,
): readonly string[] {
  const name = String(operator).toLowerCase();
  if (name === 'content-length-range') return [];
  if (name !== 'eq' && name !== 'starts-with') throw invalidPolicy(`unknown condition ${name}`);
  const field = String(operand);
  if (!field.startsWith('$')) throw invalidPolicy(`expected $ before the field in ${field}`);
  return [checkMatch(field.slice(1), String(expected), values, name)];
}

function checkMatch(
  field: string,
  expected: string,
  values: ReadonlyMap<string, string>,
  operator: 'eq' | 'starts-with',
): string {
  const name = field.toLowerCase();
  const value = values.get(name) ?? '';
  const isMatch = operator === 'eq' ? value === expected : startsWithEach(name, value, expected);
  if (isMatch) return name;
  throw denied(`Policy Condition failed: ["${operator}", "$${field}", "${expected}"]`);
}

/** A Content-Type may be a list; then each of its types must match. */
function startsWithEach(name: string, value: string, expected: string): boolean {
  return name === 'content-type'
    ? value.split(',').every((type) => type.trim().startsWith(expected))
    : value.startsWith(expected);
}

function contentLengthRange(conditions: readonly unknown[]) {
  const ranges = conditions.filter(
    (condition): condition is readonly unknown[] =>
      Array.isArray(condition) && String(condition[0]).toLowerCase() === 'content-length-range',
  );
  const bounds = ranges.map(([, min, max]) => [Number(min), Number(max)] as const);
  if (bounds.some(([min, max]) => !Number.isInteger(min) || !Number.isInteger(max) || min > max)) {
    throw invalidPolicy('content-length-range needs two numbers of bytes, the lesser first');
  }
  return {
    minByteCount: Math.max(0, ...bounds.map(([min]) => min)),
    maxByteCount: Math.min(Number.MAX_SAFE_INTEGER, ...bounds.map(([, max]) => max)),
  };
}
