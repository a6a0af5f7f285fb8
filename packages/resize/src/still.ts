import type { BitmapLayout } from './bmp/bitmap-layout.ts';
import type { ColorCoding } from './color/color-coding.ts';
import type { HeifTiling } from './heif/heif-tiling.ts';
import type { Jpeg2000Layout } from './jpeg2000/jpeg2000-layout.ts';
import type { MediaType } from './media-type.ts';
import type { Header } from './sharp-pixels.ts';
import type { SvgDrawing } from './svg/svg-drawing.ts';
import type { TiffSamples } from './tiff/tiff-samples.ts';

/** The decoders of stills. */
export type StillDecoder =
  'sharp' | 'libheif' | 'tiff-samples' | 'bitmap' | 'jxl-oxide' | 'openjpeg' | 'resvg';

/** The still that represents a file, in a form that its decoder supports. */
export interface Still {
  readonly mediaType: MediaType;
  /** The file, the part of it that contains the still, or a repaired copy. */
  readonly bytes: Uint8Array;
  readonly decoder: StillDecoder;
  /** The bytes from which animated renditions are made, if they are not the file itself. */
  readonly animation?: Uint8Array;
  /**
   * Frames of a GIF or WebP, full-resolution pages of a TIFF; undefined if the decoder's count
   * applies.
   */
  readonly frameCount?: number;
  /** Index of the still's TIFF page, and of its SubIFD. */
  readonly page?: number;
  readonly subIfd?: number;
  /** Layout of the tiles, if `decoder` is `libheif` and tiles can be decoded separately. */
  readonly tiling?: HeifTiling | undefined;
  /** True for a HEIF file with more items than the decoder opens by default. */
  readonly hasManyItems?: boolean;
  /** Layout of the samples, if `decoder` is `tiff-samples`. */
  readonly samples?: TiffSamples;
  /** Layout of the pixels, if `decoder` is `bitmap`. */
  readonly bitmap?: BitmapLayout;
  /** The components that are shown, if `decoder` is `openjpeg`. */
  readonly jpeg2000?: Jpeg2000Layout;
  /** The drawing, if `decoder` is `resvg`. */
  readonly drawing?: SvgDrawing;
  /** The header, if it is known already; otherwise the decoder reads it. */
  readonly header?: Header;
  /** True if colours are stored premultiplied by their alpha. */
  readonly isPremultiplied?: boolean;
  /** True for one channel with the range 16 to 235 instead of 0 to 255. */
  readonly isLimitedGrey?: boolean;
  /** The colours, if they are not given by an ICC profile. */
  readonly colorCoding?: ColorCoding | undefined;
  /** Describes a fault of the file that affects no pixel. */
  readonly warning?: string;
}
