import type { RawMediaType } from '../media-type.ts';

/** Where bytes that may be a JPEG lie in a raw file. */
export interface PreviewPlace {
  readonly offset: number;
  /** Undefined where the file does not say it. */
  readonly byteCount?: number;
}

/** What a raw file says of itself, without its pixels. */
export interface RawFile {
  readonly mediaType: RawMediaType;
  /** As in EXIF; undefined where the preview's own counts. */
  readonly orientation: number | undefined;
  readonly places: readonly PreviewPlace[];
}
