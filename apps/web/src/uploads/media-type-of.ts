import { normaliseMediaType } from '@miniatura/api-contract/media-type';

/** What a file is announced as; the pipeline reads the bytes. */
export const mediaTypeOf = ({ name, type }: Pick<File, 'name' | 'type'>): string =>
  normaliseMediaType({ name, type });
