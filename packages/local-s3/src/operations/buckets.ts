import { S3Error } from '../errors.ts';
import { checkRefusedHeaders } from '../object-headers.ts';
import { noContent, OWNER, type Operation } from '../operation.ts';
import { receiveText } from '../receive-body.ts';
import { renderXml } from '../xml.ts';

/** S3 User Guide, "General purpose bucket naming rules". */
const BUCKET_NAME = /^(?!xn--|sthree-|amzn-s3-demo-)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const IP_ADDRESS = /^\d+\.\d+\.\d+\.\d+$/;
const RESERVED_SUFFIX = /(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/;

const isBucketName = (name: string): boolean =>
  BUCKET_NAME.test(name) &&
  !name.includes('..') &&
  !IP_ADDRESS.test(name) &&
  !RESERVED_SUFFIX.test(name);

/** GET / */
export const listBuckets: Operation = ({ store, request }) => {
  const prefix = request.query.get('prefix') ?? '';
  const buckets = store.buckets.list().filter(({ name }) => name.startsWith(prefix));
  const body = renderXml('ListAllMyBucketsResult', {
    Owner: OWNER,
    Buckets: {
      Bucket: buckets.map(({ name, createdAtMs }) => ({
        Name: name,
        CreationDate: new Date(createdAtMs).toISOString(),
      })),
    },
  });
  return { status: 200, body };
};

/** PUT /bucket. Making it again succeeds in us-east-1 only, as on AWS. */
export const createBucket: Operation = async ({ store, request, authentication, cause }) => {
  const { bucket: name } = request;
  checkRefusedHeaders(request.headers);
  if (request.headers.get('x-amz-bucket-object-lock-enabled')?.toLowerCase() === 'true') {
    throw new S3Error('NotImplemented', 'Object Lock is not implemented.');
  }
  if (!isBucketName(name)) throw new S3Error('InvalidBucketName', undefined, { BucketName: name });
  await receiveText(request, authentication);
  if (!store.buckets.find(name)) {
    const createdAtMs = store.now().getTime();
    store.change(() => store.buckets.create(name, createdAtMs));
  } else if (cause.region !== 'us-east-1') {
    throw new S3Error('BucketAlreadyOwnedByYou', undefined, { BucketName: name });
  }
  return { status: 200, headers: { location: `/${name}` } };
};

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
