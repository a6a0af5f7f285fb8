import { normaliseMediaType } from '@miniatura/api-contract/media-type';

/** Returns the declared media type of a file; the pipeline detects it from the bytes. */
export function mediaTypeOf({ name, type }: Pick<File, 'name' | 'type'>): string {
  return normaliseMediaType({ name, type });
}
