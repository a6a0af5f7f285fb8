import { useLayoutEffect, useRef } from 'preact/hooks';
import { thumbHashToRGBA } from 'thumbhash';

/** Draws the blurred colours of an image from 25 bytes. `thumbHash` is base64. */
export function ThumbHashCanvas({ thumbHash }: { readonly thumbHash: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    if (canvas.current !== null) paint(canvas.current, thumbHash);
  }, [thumbHash]);
  return <canvas ref={canvas} class="thumb-hash" width={1} height={1} aria-hidden="true" />;
}

function paint(canvas: HTMLCanvasElement, thumbHash: string): void {
  const bytes = Uint8Array.from(atob(thumbHash), (character) => character.charCodeAt(0));
  const { w, h, rgba } = thumbHashToRGBA(bytes);
  canvas.width = w;
  canvas.height = h;
  canvas.getContext('2d')?.putImageData(new ImageData(new Uint8ClampedArray(rgba), w, h), 0, 0);
}
