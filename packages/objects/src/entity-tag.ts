/** An entity tag without the quotes that HTTP puts around it, as S3's events contain it. */
export function unquoteETag(eTag: string | undefined): string {
  return (eTag ?? '').replaceAll('"', '');
}
