import type { RawMediaType } from '../media-type.ts';

/** Location in a raw file of bytes that may be a JPEG. */
export interface PreviewPlace {
  readonly offset: number;
  /** Undefined if the file does not give the length. */
  readonly byteCount?: number;
}

/** Describes a raw file without its pixels. */
export interface RawFile {
  readonly mediaType: RawMediaType;
  /** EXIF orientation; undefined if the orientation of the preview applies. */
  readonly orientation: number | undefined;
  readonly places: readonly PreviewPlace[];
}
