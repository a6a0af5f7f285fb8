import { isPublicAcl, parseAclHeaders, parseAclXml, PRIVATE_ACL, renderAcl } from '../acl.ts';
import type { Bucket } from '../bucket-table.ts';
import { S3Error } from '../errors.ts';
import { findReadable } from '../find-object.ts';
import { type Operation, type OperationContext, versionIdHeader } from '../operation.ts';
import { receiveText } from '../receive-body.ts';

/** GET /bucket?acl */
export const getBucketAcl: Operation = ({ store, request }) => ({
  status: 200,
  body: renderAcl(store.buckets.get(request.bucket).acl ?? PRIVATE_ACL),
});

/** GET /bucket/key?acl */
export const getObjectAcl: Operation = ({ store, request }) => {
  const { version, isVersioned } = findReadable(store, request);
  return {
    status: 200,
    headers: versionIdHeader(isVersioned, version.versionId),
    body: renderAcl(version.attributes.acl ?? PRIVATE_ACL),
  };
};

/** PUT /bucket?acl: only for a bucket with ACLs. */
export const putBucketAcl: Operation = async (context) => {
  const { store, request } = context;
  const bucket = store.buckets.get(request.bucket);
  const acl = await receiveAcl(context, bucket);
  store.change(() => store.buckets.setConfiguration(bucket.name, 'acl', JSON.stringify(acl)));
  return { status: 200 };
};

/** PUT /bucket/key?acl: only in a bucket with ACLs. */
export const putObjectAcl: Operation = async (context) => {
  const { store, request } = context;
  const bucket = store.buckets.get(request.bucket);
  const acl = await receiveAcl(context, bucket);
  const { version, isVersioned } = findReadable(store, request);
  store.change(() => store.objects.setAttributes(version, { ...version.attributes, acl }));
  return { status: 200, headers: versionIdHeader(isVersioned, version.versionId) };
};

/** @throws S3Error AccessControlListNotSupported, AccessDenied, and errors of the parsers */
async function receiveAcl({ request, authentication }: OperationContext, bucket: Bucket) {
  const xml = await receiveText(request, authentication);
  const asked = parseAclHeaders(request.headers);
  if (!bucket.hasAcls) throw new S3Error('AccessControlListNotSupported');
  if (asked === undefined && xml === '') throw new S3Error('MissingSecurityHeader');
  const acl = asked ?? parseAclXml(xml);
  if (isPublicAcl(acl) && bucket.publicAccessBlock.BlockPublicAcls) {
    throw new S3Error('AccessDenied');
  }
  return acl;
}
