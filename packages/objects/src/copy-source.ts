/** The object that a copy reads. */
export interface CopySource {
  readonly bucket: string;
  readonly key: string;
  /** The newest version by default. */
  readonly versionId?: string | undefined;
}

/**
 * The `CopySource` of a CopyObjectCommand. The SDK sends it as it is, so that each part of the path
 * has to be percent-encoded.
 *
 * @example copySource({ bucket: 'b', key: 'a/b c' }) // 'b/a/b%20c'
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
 */
export function copySource({ bucket, key, versionId }: CopySource): string {
  const path = `${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`;
  return versionId === undefined ? path : `${path}?versionId=${encodeURIComponent(versionId)}`;
}
