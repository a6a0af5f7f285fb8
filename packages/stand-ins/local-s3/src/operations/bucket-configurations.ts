import { isPublicAcl } from '../acl.ts';
import { parseBucketEncryption } from '../bucket-encryption.ts';
import { checkPolicy, isPublicPolicy } from '../bucket-policy.ts';
import type { Bucket, ConfigurationKind } from '../bucket-table.ts';
import { parseCorsConfiguration } from '../cors.ts';
import { S3Error, type S3ErrorCode } from '../errors.ts';
import { normalizeLifecycle } from '../lifecycle-rules.ts';
import { parseOwnershipControls, renderOwnershipControls } from '../object-ownership.ts';
import { noContent, type Operation } from '../operation.ts';
import { parsePublicAccessBlock, renderPublicAccessBlock } from '../public-access-block.ts';
import { receiveText } from '../receive-body.ts';
import { renderXml } from '../xml.ts';
import { parseTagging } from './object-tagging.ts';

/** A configuration that is stored, returned and deleted as one document. */
interface Configuration {
  /** Validates a document and returns the one to store. */
  readonly normalize: (text: string, bucket: Bucket) => string;
  /** The error when there is none, or the default of a bucket. */
  readonly absent: S3ErrorCode | ((bucket: Bucket) => string);
}

/** Stores a document unchanged after `check` has accepted it. */
function checked(check: (text: string) => unknown): Configuration['normalize'] {
  return (text) => {
    check(text);
    return text;
  };
}

/** S3 User Guide, "Cost allocation tags": up to 50 for a bucket. */
const MAX_BUCKET_TAGS = 50;

const CONFIGURATIONS = {
  cors: { normalize: checked(parseCorsConfiguration), absent: 'NoSuchCORSConfiguration' },
  encryption: {
    normalize: checked(parseBucketEncryption),
    absent: 'ServerSideEncryptionConfigurationNotFoundError',
  },
  lifecycle: { normalize: normalizeLifecycle, absent: 'NoSuchLifecycleConfiguration' },
  'object-lock': {
    normalize: checked(() => undefined),
    absent: 'ObjectLockConfigurationNotFoundError',
  },
  ownershipControls: {
    normalize: checkOwnership,
    absent: ({ ownership }) => renderOwnershipControls(ownership),
  },
  policy: { normalize: checkBucketPolicy, absent: 'NoSuchBucketPolicy' },
  publicAccessBlock: {
    normalize: (xml) => renderPublicAccessBlock(parsePublicAccessBlock(xml)),
    absent: 'NoSuchPublicAccessBlockConfiguration',
  },
  tagging: {
    normalize: checked((xml) => parseTagging(xml, MAX_BUCKET_TAGS)),
    absent: 'NoSuchTagSet',
  },
} as const satisfies Partial<Record<ConfigurationKind, Configuration>>;

type Kind = keyof typeof CONFIGURATIONS;

/** @throws S3Error MalformedPolicy; AccessDenied for a public policy if those are blocked */
function checkBucketPolicy(json: string, { name, publicAccessBlock }: Bucket): string {
  checkPolicy(json, name);
  if (publicAccessBlock.BlockPublicPolicy && isPublicPolicy(json)) {
    throw new S3Error('AccessDenied');
  }
  return json;
}

/** As in S3, ACLs cannot be disabled for a bucket whose ACL grants access to others. */
function checkOwnership(xml: string, { acl = [] }: Bucket): string {
  const ownership = parseOwnershipControls(xml);
  if (ownership === 'BucketOwnerEnforced' && acl.length > 1) {
    throw new S3Error('InvalidBucketAclWithObjectOwnership');
  }
  return xml;
}

/** PUT /bucket?cors and similar. */
export function putConfiguration(kind: Kind, status = 200): Operation {
  return async ({ store, request, authentication }) => {
    const bucket = store.buckets.get(request.bucket);
    const { normalize }: Configuration = CONFIGURATIONS[kind];
    const text = normalize(await receiveText(request, authentication), bucket);
    store.change(() => store.buckets.setConfiguration(bucket.name, kind, text));
    return { status };
  };
}

/** GET /bucket?cors and similar. */
export function getConfiguration(kind: Kind): Operation {
  return ({ store, request }) => {
    const bucket = store.buckets.get(request.bucket);
    const { absent }: Configuration = CONFIGURATIONS[kind];
    const kept = bucket.configurations.get(kind);
    if (kept === undefined && typeof absent === 'string') {
      throw new S3Error(absent, undefined, { BucketName: bucket.name });
    }
    const body = kept ?? (typeof absent === 'string' ? '' : absent(bucket));
    const headers = kind === 'policy' ? { 'content-type': 'application/json' } : {};
    return { status: 200, headers, body };
  };
}

/** DELETE /bucket?cors and similar. */
export function deleteConfiguration(kind: Kind): Operation {
  return ({ store, request }) => {
    const { name } = store.buckets.get(request.bucket);
    store.change(() => store.buckets.setConfiguration(name, kind, undefined));
    return noContent;
  };
}

/** GET /bucket?policyStatus */
export const getPolicyStatus: Operation = ({ store, request }) => {
  const { configurations, acl = [] } = store.buckets.get(request.bucket);
  const policy = configurations.get('policy');
  const isPublic = (policy !== undefined && isPublicPolicy(policy)) || isPublicAcl(acl);
  return {
    status: 200,
    body: renderXml('PolicyStatus', { IsPublic: isPublic ? 'true' : 'false' }),
  };
};

/** GET of a configuration that is not supported: S3's response when there is none. */
export function getAbsent(code: S3ErrorCode): Operation {
  return ({ store, request }) => {
    const { name } = store.buckets.get(request.bucket);
    throw new S3Error(code, undefined, { BucketName: name });
  };
}

/** GET of a configuration with only one possible value. */
export function getConstant(root: string, content: Record<string, string> = {}): Operation {
  return ({ store, request }) => {
    store.buckets.get(request.bucket);
    return { status: 200, body: renderXml(root, content) };
  };
}
