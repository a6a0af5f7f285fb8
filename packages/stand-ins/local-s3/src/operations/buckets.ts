import { type Grant, isPublicAcl, parseAclHeaders } from '../acl.ts';
import { S3Error } from '../errors.ts';
import {
  DEFAULT_OWNERSHIP,
  type ObjectOwnership,
  parseOwnershipHeader,
  renderOwnershipControls,
} from '../object-ownership.ts';
import { noContent, type Operation, type OperationContext } from '../operation.ts';
import { receiveText } from '../receive-body.ts';
import { parseXml, renderXml } from '../xml.ts';

/** S3 User Guide, "General purpose bucket naming rules". */
const BUCKET_NAME = /^(?!xn--|sthree-|amzn-s3-demo-)[a-z0-9.-]{3,63}$/;
const LABEL = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;
const IP_ADDRESS = /^\d+\.\d+\.\d+\.\d+$/;
const RESERVED_SUFFIX = /(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/;

function isBucketName(name: string): boolean {
  return (
    BUCKET_NAME.test(name) &&
    name.split('.').every((label) => LABEL.test(label)) &&
    !IP_ADDRESS.test(name) &&
    !RESERVED_SUFFIX.test(name)
  );
}

const LOCK_ENABLED = renderXml('ObjectLockConfiguration', { ObjectLockEnabled: 'Enabled' });

/** PUT /bucket: as on AWS, creating an existing bucket succeeds in us-east-1 only. */
export const createBucket: Operation = async (context) => {
  const { store, request, authentication, cause } = context;
  const { bucket: name, headers } = request;
  if (!isBucketName(name)) throw new S3Error('InvalidBucketName', undefined, { BucketName: name });
  const ownership = parseOwnershipHeader(headers.get('x-amz-object-ownership'));
  const acl = parseBucketAcl(context, ownership);
  const hasLock = headers.get('x-amz-bucket-object-lock-enabled')?.toLowerCase() === 'true';
  const xml = await receiveText(request, authentication);
  if (xml !== '') parseXml(xml, 'CreateBucketConfiguration');
  if (store.buckets.find(name)) {
    if (cause.region !== 'us-east-1') {
      throw new S3Error('BucketAlreadyOwnedByYou', undefined, { BucketName: name });
    }
    return { status: 200, headers: { location: `/${name}` } };
  }
  store.change(() => {
    store.buckets.create(name, store.now().getTime());
    if (ownership) {
      const controls = renderOwnershipControls(ownership);
      store.buckets.setConfiguration(name, 'ownershipControls', controls);
    }
    if (acl) store.buckets.setConfiguration(name, 'acl', JSON.stringify(acl));
    if (hasLock) {
      store.buckets.setVersioning(name, 'Enabled');
      store.buckets.setConfiguration(name, 'object-lock', LOCK_ENABLED);
    }
  });
  return { status: 200, headers: { location: `/${name}` } };
};

/** @throws S3Error InvalidBucketAclWithObjectOwnership, and errors of `parseAclHeaders` */
function parseBucketAcl(
  { store, request }: OperationContext,
  ownership: ObjectOwnership | undefined,
): readonly Grant[] | undefined {
  const acl = parseAclHeaders(request.headers);
  const absent = store.ignoresAcls ? 'ObjectWriter' : DEFAULT_OWNERSHIP;
  if ((ownership ?? absent) !== 'BucketOwnerEnforced') return acl;
  const isPrivate = acl === undefined || (acl.length === 1 && !isPublicAcl(acl));
  if (isPrivate && !hasGrantHeaders(request.headers)) return undefined;
  throw new S3Error('InvalidBucketAclWithObjectOwnership');
}

function hasGrantHeaders(headers: ReadonlyMap<string, string>): boolean {
  return [...headers.keys()].some((name) => name.startsWith('x-amz-grant-'));
}

/** HEAD /bucket */
export const headBucket: Operation = ({ store, request, cause }) => {
  store.buckets.get(request.bucket);
  return { status: 200, headers: { 'x-amz-bucket-region': cause.region } };
};

/** DELETE /bucket. Versions and delete markers count as content; unfinished uploads do not. */
export const deleteBucket: Operation = ({ store, request }) => {
  const { name } = store.buckets.get(request.bucket);
  if (store.objects.hasAny(name)) {
    throw new S3Error('BucketNotEmpty', undefined, { BucketName: name });
  }
  store.change(({ obsoleteFiles }) => {
    obsoleteFiles.push(...store.uploads.filesOf(name));
    store.buckets.delete(name);
  });
  return noContent;
};

/** GET /bucket?location: empty for us-east-1. */
export const getBucketLocation: Operation = ({ store, request, cause }) => {
  store.buckets.get(request.bucket);
  const region = cause.region === 'us-east-1' ? {} : { '#text': cause.region };
  return { status: 200, body: renderXml('LocationConstraint', region) };
};
