const METADATA = 'x-amz-meta-';
const NOT_ASCII = /[^\u0000-\u007f]/;

/**
 * Encodes metadata outside ASCII as S3 returns it: the received bytes are read as ISO-8859-1 and
 * encoded as UTF-8 in an encoded word (RFC 2047). Encoded words and other headers are not changed.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html
 */
export function asciiMetadata(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      name.startsWith(METADATA) && NOT_ASCII.test(value)
        ? `=?UTF-8?B?${Buffer.from(value, 'utf8').toString('base64')}?=`
        : value,
    ]),
  );
}
