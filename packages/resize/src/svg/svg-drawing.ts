import type { Inspection } from '../read-dimensions.ts';
import type { SvgSize } from './svg-size.ts';

/** A checked drawing in the form that the renderer supports. */
export interface SvgDrawing {
  /** The text from the root element on, ready for `frameSvg`. */
  readonly text: string;
  /** Embedded images, by their URLs in the text. */
  readonly images: ReadonlyMap<string, Inspection>;
  /** Natural size of the drawing. */
  readonly size: SvgSize;
  /** Import specifiers of the bundled font's files. */
  readonly fontFiles: readonly string[];
}
