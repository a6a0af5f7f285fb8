import { S3Error } from '../errors.ts';
import { findReadable } from '../find-object.ts';
import {
  checkLockable,
  checkRetentionChange,
  type ObjectLock,
  parseLegalHold,
  parseLockConfiguration,
  parseRetention,
} from '../object-lock.ts';
import type { ObjectVersion } from '../object-table.ts';
import type { Operation, OperationContext, S3Response } from '../operation.ts';
import { receiveText } from '../receive-body.ts';
import { renderXml } from '../xml.ts';

/** Whether the request may weaken a GOVERNANCE retention. */
export function canBypassGovernance(headers: ReadonlyMap<string, string>): boolean {
  return headers.get('x-amz-bypass-governance-retention')?.toLowerCase() === 'true';
}

/** PUT /bucket?object-lock: only for a bucket with versioning. */
export const putObjectLockConfiguration: Operation = async (context) => {
  const { store, request, authentication } = context;
  const bucket = store.buckets.get(request.bucket);
  const xml = await receiveText(request, authentication);
  parseLockConfiguration(xml);
  if (bucket.versioning !== 'Enabled') {
    throw new S3Error(
      'InvalidBucketState',
      "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration",
    );
  }
  store.change(() => store.buckets.setConfiguration(bucket.name, 'object-lock', xml));
  return { status: 200 };
};

/**
 * Returns the version of a request for its lock. @throws S3Error InvalidRequest, and errors of
 * `findReadable`
 */
function findLockable({ store, request }: OperationContext): ObjectVersion {
  checkLockable(store.buckets.get(request.bucket).isLockable);
  return findReadable(store, request).version;
}

/** PUT /bucket/key?retention */
export const putObjectRetention: Operation = async (context) => {
  const { store, request, authentication } = context;
  checkLockable(store.buckets.get(request.bucket).isLockable);
  const nowMs = store.now().getTime();
  const next = parseRetention(await receiveText(request, authentication), nowMs);
  return setLock(context, ({ retention, ...lock }) => {
    checkRetentionChange(retention, next, canBypassGovernance(request.headers), nowMs);
    return { ...lock, ...(next ? { retention: next } : {}) };
  });
};

/** PUT /bucket/key?legal-hold */
export const putObjectLegalHold: Operation = async (context) => {
  const { store, request, authentication } = context;
  checkLockable(store.buckets.get(request.bucket).isLockable);
  const legalHold = parseLegalHold(await receiveText(request, authentication));
  return setLock(context, (lock) => ({ ...lock, legalHold }));
};

function setLock(context: OperationContext, change: (lock: ObjectLock) => ObjectLock): S3Response {
  const { store } = context;
  const version = findLockable(context);
  const lock = change(version.attributes.lock ?? {});
  store.change(() => store.objects.setAttributes(version, { ...version.attributes, lock }));
  return { status: 200 };
}

/** GET /bucket/key?retention */
export const getObjectRetention: Operation = (context) => {
  const { retention } = findLockable(context).attributes.lock ?? {};
  if (!retention) throw new S3Error('NoSuchObjectLockConfiguration');
  const RetainUntilDate = new Date(retention.untilMs).toISOString();
  return { status: 200, body: renderXml('Retention', { Mode: retention.mode, RetainUntilDate }) };
};

/** GET /bucket/key?legal-hold */
export const getObjectLegalHold: Operation = (context) => {
  const { legalHold } = findLockable(context).attributes.lock ?? {};
  if (!legalHold) throw new S3Error('NoSuchObjectLockConfiguration');
  return { status: 200, body: renderXml('LegalHold', { Status: legalHold }) };
};
