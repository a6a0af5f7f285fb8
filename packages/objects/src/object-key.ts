/**
 * Decodes a key of an S3 event, or of a listing with `EncodingType: 'url'`. S3 encodes them as forms
 * do: a space is `+`, and other characters are percent-encoded.
 *
 * @throws URIError for a text that is not percent-encoded UTF-8
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
export function decodeObjectKey(formEncodedKey: string): string {
  return decodeURIComponent(formEncodedKey.replaceAll('+', ' '));
}

/** Encodes a key so that `decodeObjectKey` returns it. */
export function encodeObjectKey(key: string): string {
  return encodeURIComponent(key);
}
