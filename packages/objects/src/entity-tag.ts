/** Returns an entity tag without the quotes of the HTTP header, as in S3's events. */
export function unquoteETag(eTag: string | undefined): string {
  return (eTag ?? '').replaceAll('"', '');
}
