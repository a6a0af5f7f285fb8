import { VERSIONING_STATES } from '../bucket-table.ts';
import { S3Error } from '../errors.ts';
import type { Operation } from '../operation.ts';
import { receiveText } from '../receive-body.ts';
import { parseXml, renderXml, textOf } from '../xml.ts';

/** PUT /bucket?versioning */
export const putVersioning: Operation = async ({ store, request, authentication }) => {
  const { name, isLockable } = store.buckets.get(request.bucket);
  const root = parseXml(await receiveText(request, authentication), 'VersioningConfiguration');
  const status = VERSIONING_STATES.find((state) => state === textOf(root, 'Status'));
  if (!status) throw new S3Error('MalformedXML', 'Expected Enabled or Suspended for Status.');
  if (textOf(root, 'MfaDelete') === 'Enabled') {
    throw new S3Error('NotImplemented', 'MfaDelete is not implemented.');
  }
  if (isLockable && status === 'Suspended') {
    throw new S3Error(
      'InvalidBucketState',
      'An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.',
    );
  }
  store.change(() => store.buckets.setVersioning(name, status));
  return { status: 200 };
};

/** GET /bucket?versioning: empty until it is configured. */
export const getVersioning: Operation = ({ store, request }) => {
  const { versioning } = store.buckets.get(request.bucket);
  return { status: 200, body: renderXml('VersioningConfiguration', { Status: versioning }) };
};
