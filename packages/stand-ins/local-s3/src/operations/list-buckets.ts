import { S3Error } from '../errors.ts';
import { type Operation, OWNER } from '../operation.ts';
import type { S3Request } from '../s3-request.ts';
import { renderXml } from '../xml.ts';

/** API reference, ListBuckets: `max-buckets` is 1 to 10,000. */
const MAX_BUCKETS = 10_000;

/** GET / */
export const listBuckets: Operation = ({ store, request, cause }) => {
  const { query } = request;
  const prefix = query.get('prefix');
  const region = query.get('bucket-region');
  const maxBuckets = parseMaxBuckets(query.get('max-buckets'));
  const token = query.get('continuation-token');
  const after = token === undefined || token === '' ? '' : parseToken(token);
  const isHere = region === undefined || region === cause.region;
  const following = store.buckets
    .list()
    .filter(({ name }) => isHere && name > after && name.startsWith(prefix ?? ''));
  const page = following.slice(0, maxBuckets);
  const last = following.length > page.length ? page.at(-1) : undefined;
  const body = renderXml('ListAllMyBucketsResult', {
    Owner: OWNER,
    Buckets: {
      Bucket: page.map(({ name, createdAtMs }) => ({
        Name: name,
        CreationDate: new Date(createdAtMs).toISOString(),
        ...(isPaged(request) ? { BucketRegion: cause.region } : {}),
      })),
    },
    ContinuationToken: last && createToken(last.name),
    Prefix: prefix,
  });
  return { status: 200, body };
};

/** As on S3, only responses to requests with paging contain regions. */
function isPaged({ query }: S3Request): boolean {
  return ['max-buckets', 'prefix', 'continuation-token', 'bucket-region'].some((name) =>
    query.has(name),
  );
}

function parseMaxBuckets(text: string | undefined): number {
  if (text === undefined || text === '') return MAX_BUCKETS;
  const count = /^\d{1,10}$/.test(text) ? Number(text) : 0;
  if (count >= 1 && count <= MAX_BUCKETS) return count;
  throw new S3Error(
    'InvalidArgument',
    `Argument max-buckets must be an integer between 1 and ${MAX_BUCKETS}`,
    { ArgumentName: 'max-buckets', ArgumentValue: text },
  );
}

const createToken = (name: string): string => Buffer.from(name).toString('base64url');

function parseToken(token: string): string {
  const name = Buffer.from(token, 'base64url').toString('utf8');
  if (createToken(name) === token) return name;
  throw new S3Error('InvalidArgument', 'The continuation token provided is incorrect', {
    ArgumentName: 'continuation-token',
  });
}
