import { normaliseMediaType } from '@miniatura/api-contract/media-type';

/** Returns the declared media type of a file; the pipeline detects it from the bytes. */
export const mediaTypeOf = ({ name, type }: Pick<File, 'name' | 'type'>): string =>
  normaliseMediaType({ name, type });
