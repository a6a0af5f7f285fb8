import type { BitmapLayout } from './bmp/bitmap-layout.ts';
import type { ColorCoding } from './color/color-coding.ts';
import type { MediaType } from './media-type.ts';
import type { Header } from './sharp-pixels.ts';
import type { SvgDrawing } from './svg/svg-drawing.ts';
import type { TiffSamples } from './tiff/tiff-samples.ts';

/** Where the pixels of a still are, and who decodes them. */
export type StillDecoder =
  'sharp' | 'libheif' | 'tiff-samples' | 'bitmap' | 'jxl-oxide' | 'openjpeg' | 'resvg';

/** The one still that is made of a file, in a form that its decoder takes. */
export interface Still {
  readonly mediaType: MediaType;
  /** The file, or the part of it that holds the still, or a copy that is set right. */
  readonly bytes: Uint8Array;
  readonly decoder: StillDecoder;
  /** What animated renditions are made of, where it is not the file itself. */
  readonly animation?: Uint8Array;
  /** Frames of a GIF or WebP, full-resolution pages of a TIFF; undefined: as the decoder counts. */
  readonly frameCount?: number;
  /** Index of the TIFF page that the still is, and of the SubIFD below it. */
  readonly page?: number;
  readonly subIfd?: number;
  /** A HEIF file of more items than the decoder takes unless it is told to. */
  readonly hasManyItems?: boolean;
  /** How the samples lie, where `decoder` is `tiff-samples`. */
  readonly samples?: TiffSamples;
  /** How the pixels lie, where `decoder` is `bitmap`. */
  readonly bitmap?: BitmapLayout;
  /** What is drawn, where `decoder` is `resvg`. */
  readonly drawing?: SvgDrawing;
  /** Read from the file already; otherwise the decoder is asked. */
  readonly header?: Header;
  /** Colours are stored multiplied by their alpha. */
  readonly isPremultiplied?: boolean;
  /** One channel of 16 to 235 instead of 0 to 255. */
  readonly isLimitedGrey?: boolean;
  /** What the file says of its colours, where it is not by an ICC profile. */
  readonly colorCoding?: ColorCoding | undefined;
  /** What is wrong with the file, without any pixel being lost. */
  readonly warning?: string;
}
