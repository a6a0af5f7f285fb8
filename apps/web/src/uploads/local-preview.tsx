import { useEffect, useRef } from 'preact/hooks';

const PREVIEW_PIXELS = 96;

/** Shows a small preview of a local file; nothing if the browser cannot decode it. */
export function LocalPreview({ blob }: { readonly blob: Blob }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    let isWanted = true;
    // It is drawn on a canvas, because the page's policy does not allow `blob:` images.
    createImageBitmap(blob, { resizeWidth: PREVIEW_PIXELS, resizeQuality: 'low' }).then(
      (bitmap) => {
        if (isWanted && canvas.current !== null) draw(canvas.current, bitmap);
        bitmap.close();
      },
      () => undefined,
    );
    return () => {
      isWanted = false;
    };
  }, [blob]);
  return <canvas ref={canvas} width={1} height={1} aria-hidden="true" />;
}

function draw(canvas: HTMLCanvasElement, bitmap: ImageBitmap): void {
  canvas.width = bitmap.width;
  canvas.height = bitmap.height;
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
}
