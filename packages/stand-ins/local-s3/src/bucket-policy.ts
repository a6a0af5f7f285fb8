import { S3Error } from './errors.ts';

/** API reference, PutBucketPolicy: 20 KB. */
const MAX_POLICY_BYTES = 20 * 1024;

interface Statement {
  readonly Effect: string;
  readonly Principal?: unknown;
  readonly NotPrincipal?: unknown;
  readonly Condition?: unknown;
}

/**
 * Validates a bucket policy. It is stored and returned, but not evaluated.
 * @throws S3Error MalformedPolicy
 */
export function checkPolicy(json: string, bucket: string): void {
  if (Buffer.byteLength(json) > MAX_POLICY_BYTES) {
    throw malformed(`Normalized policy document exceeds the maximum allowed size of 20480 bytes.`);
  }
  for (const statement of parseStatements(json)) checkStatement(statement, bucket);
}

/** Whether the policy allows everybody access: an Allow for everybody without a condition. */
export function isPublicPolicy(json: string): boolean {
  return parseStatements(json).some(
    ({ Effect, Principal, NotPrincipal, Condition }) =>
      Effect === 'Allow' &&
      Condition === undefined &&
      (NotPrincipal !== undefined || namesEverybody(Principal)),
  );
}

function namesEverybody(principal: unknown): boolean {
  if (principal === '*') return true;
  const accounts = (principal as { AWS?: unknown } | undefined)?.AWS;
  return [accounts].flat().includes('*');
}

function parseStatements(json: string): readonly Statement[] {
  let policy: { Statement?: unknown } | null;
  try {
    policy = JSON.parse(json) as { Statement?: unknown } | null;
  } catch {
    throw malformed("Policies must be valid JSON and the first byte must be '{'");
  }
  const statements = typeof policy === 'object' ? [policy?.Statement].flat() : [];
  if (statements.length === 0 || !statements.every(isObject)) {
    throw malformed('Missing required field Statement');
  }
  return statements as unknown as readonly Statement[];
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function checkStatement(statement: object, bucket: string): void {
  const fields = statement as Readonly<Record<string, unknown>>;
  if (fields['Effect'] !== 'Allow' && fields['Effect'] !== 'Deny') {
    throw malformed(`Invalid effect: ${String(fields['Effect'])}`);
  }
  for (const name of ['Principal', 'Action', 'Resource']) {
    if ((fields[name] === undefined) === (fields[`Not${name}`] === undefined)) {
      throw malformed(`Missing required field ${name}`);
    }
  }
  for (const resource of [fields['Resource'] ?? fields['NotResource']].flat()) {
    if (!isResourceOf(String(resource), bucket)) throw malformed('Policy has invalid resource');
  }
}

function isResourceOf(arn: string, bucket: string): boolean {
  const [, name = ''] = /^arn:aws:s3:[^:]*:[^:]*:([^/]*)/.exec(arn) ?? [];
  return name === bucket || (name.includes('*') && bucket.startsWith(name.split('*')[0] as string));
}

const malformed = (message: string) => new S3Error('MalformedPolicy', message);
