import type { Inspection } from '../read-dimensions.ts';
import type { SvgSize } from './svg-size.ts';

/** A drawing that has been checked, as the renderer takes it. */
export interface SvgDrawing {
  /** From the root element on, ready for `frameSvg`. */
  readonly text: string;
  /** Embedded images, by their URLs in the text. */
  readonly images: ReadonlyMap<string, Inspection>;
  /** Its natural size. */
  readonly size: SvgSize;
  /** Of the bundled font, to be imported. */
  readonly fontFiles: readonly string[];
}
