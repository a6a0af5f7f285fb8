/** The source object of a copy. */
export interface CopySource {
  readonly bucket: string;
  readonly key: string;
  /** Id of the version; by default the newest version. */
  readonly versionId?: string | undefined;
}

/**
 * Returns the `CopySource` of a CopyObjectCommand. The SDK does not encode it, so that each part of
 * the path is percent-encoded here.
 * @example copySource({ bucket: 'b', key: 'a/b c' }) // 'b/a/b%20c'
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
 */
export function copySource({ bucket, key, versionId }: CopySource): string {
  const path = `${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`;
  return versionId === undefined ? path : `${path}?versionId=${encodeURIComponent(versionId)}`;
}
