import { createHash } from 'node:crypto';
import { S3Error } from './errors.ts';
import { isSame } from './is-same.ts';

/** AES-256 is the only algorithm of SSE-C. */
const KEY_BYTES = 32;
const PREFIX = 'x-amz-server-side-encryption-customer-';

type Headers = ReadonlyMap<string, string>;

/**
 * Returns the MD5, in base64, of the key in SSE-C headers; undefined without such headers. The key
 * is not stored, and nothing is encrypted with it. It is required for every read.
 * @param prefix the prefix of the headers, which differs for a copy's source
 * @throws S3Error InvalidArgument, InvalidEncryptionAlgorithmError
 */
export function parseCustomerKey(headers: Headers, prefix = PREFIX): string | undefined {
  const [algorithm, key, md5] = ['algorithm', 'key', 'key-md5'].map((name) =>
    headers.get(prefix + name),
  );
  if (algorithm === undefined && key === undefined && md5 === undefined) return undefined;
  if (algorithm === undefined || key === undefined || md5 === undefined) {
    throw new S3Error(
      'InvalidArgument',
      'Requests specifying Server Side Encryption with Customer provided keys must provide an encryption algorithm, the secret key and its MD5.',
    );
  }
  if (algorithm !== 'AES256') throw new S3Error('InvalidEncryptionAlgorithmError');
  const bytes = Buffer.from(key, 'base64');
  if (bytes.length !== KEY_BYTES) {
    throw new S3Error('InvalidArgument', 'The secret key was invalid for the specified algorithm.');
  }
  if (createHash('md5').update(bytes).digest('base64') === md5) return md5;
  throw new S3Error(
    'InvalidArgument',
    'The calculated MD5 hash of the key did not match the hash that was provided.',
  );
}

/**
 * Compares the key of a request with that of the object.
 * @throws S3Error InvalidRequest, and errors of `parseCustomerKey`
 */
export function checkCustomerKey(
  headers: Headers,
  stored: string | undefined,
  prefix?: string,
): void {
  const given = parseCustomerKey(headers, prefix);
  if (given === undefined && stored === undefined) return;
  if (stored === undefined) {
    throw new S3Error(
      'InvalidRequest',
      'The encryption parameters are not applicable to this object.',
    );
  }
  if (given === undefined) {
    throw new S3Error(
      'InvalidRequest',
      'The object was stored using a form of Server Side Encryption. The correct parameters must be provided to retrieve the object.',
    );
  }
  if (isSame(stored, given)) return;
  throw new S3Error(
    'InvalidRequest',
    'The provided encryption parameters did not match the ones used originally.',
  );
}

/** The prefix of the headers with the key of a copy's source. */
export const COPY_SOURCE_KEY_PREFIX = 'x-amz-copy-source-server-side-encryption-customer-';

/** The headers that describe an object's key. */
export function customerKeyHeaders(md5: string | undefined): Record<string, string> {
  return md5 === undefined ? {} : { [`${PREFIX}algorithm`]: 'AES256', [`${PREFIX}key-md5`]: md5 };
}
