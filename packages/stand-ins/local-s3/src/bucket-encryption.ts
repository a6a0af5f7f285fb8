import { S3Error } from './errors.ts';
import { childOf, childrenOf, parseXml, textOf } from './xml.ts';

/** Values of `x-amz-server-side-encryption`. */
export const ENCRYPTIONS = ['AES256', 'aws:kms', 'aws:kms:dsse'];

/** The encryption headers of new objects in a bucket, unless the request has its own. */
export type DefaultEncryption = Readonly<Record<string, string>>;

/** @throws S3Error MalformedXML, InvalidArgument. */
export function parseBucketEncryption(xml: string): DefaultEncryption {
  const [rule, ...more] = childrenOf(parseXml(xml, 'ServerSideEncryptionConfiguration'), 'Rule');
  const byDefault = childOf(rule, 'ApplyServerSideEncryptionByDefault');
  if (rule === undefined || more.length > 0) throw new S3Error('MalformedXML');
  if (byDefault === undefined) return {};
  const algorithm = textOf(byDefault, 'SSEAlgorithm') ?? '';
  const keyId = textOf(byDefault, 'KMSMasterKeyID');
  if (!ENCRYPTIONS.includes(algorithm)) throw new S3Error('MalformedXML');
  if (algorithm === 'AES256' && keyId !== undefined) {
    throw new S3Error(
      'InvalidArgument',
      'a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse',
    );
  }
  return {
    'x-amz-server-side-encryption': algorithm,
    ...(keyId === undefined ? {} : { 'x-amz-server-side-encryption-aws-kms-key-id': keyId }),
  };
}
