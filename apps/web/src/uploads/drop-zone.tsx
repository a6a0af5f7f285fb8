import { PICTURE_EXTENSIONS } from '@miniatura/api-contract/media-type';
import { getDroppedFiles } from '@uppy/core/utils';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { formatBytes } from '../elements/format-values.ts';
import { useServices } from '../services.ts';
import { Camera } from './camera.tsx';
import { addFiles } from './create-uploader.ts';

/** Where pictures are dropped, chosen, pasted or taken. The whole window takes drops and pastes. */
export function DropZone() {
  const { uploader, me } = useServices();
  const input = useRef<HTMLInputElement>(null);
  const [isCameraOpen, setCameraOpen] = useState(false);
  const add = useCallback((files: Iterable<File>) => addFiles(uploader, files), [uploader]);
  const closeCamera = useCallback(() => setCameraOpen(false), []);
  const isDragging = useWindowDrops(add);
  return (
    <section class={`drop-zone${isDragging ? ' is-dragging' : ''}`} aria-label="Upload pictures">
      <p class="drop-zone-title">{isDragging ? 'Let go to upload' : 'Drop pictures here'}</p>
      <p class="quiet">
        or paste them. JPEG, PNG, WebP, GIF, TIFF, AVIF and HEIC, up to{' '}
        {formatBytes(me.limits.maxByteCount)} each.
      </p>
      <div class="button-row">
        <button type="button" class="button primary" onClick={() => input.current?.click()}>
          Choose pictures
        </button>
        <button type="button" class="button" onClick={() => setCameraOpen(true)}>
          Use the camera
        </button>
      </div>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label="Pictures to upload"
        accept={['image/*', ...PICTURE_EXTENSIONS].join(',')}
        onChange={({ currentTarget }) => {
          add(currentTarget.files ?? []);
          currentTarget.value = '';
        }}
      />
      {isCameraOpen && <Camera onClose={closeCamera} />}
    </section>
  );
}

/** Whether files are being dragged over the window. */
function useWindowDrops(add: (files: Iterable<File>) => void): boolean {
  const [isDragging, setDragging] = useState(false);
  useEffect(() => {
    const over = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      setDragging(true);
    };
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setDragging(false);
    };
    const drop = (event: DragEvent) => {
      if (event.dataTransfer === null) return;
      event.preventDefault();
      setDragging(false);
      void getDroppedFiles(event.dataTransfer).then(add);
    };
    const paste = ({ clipboardData }: ClipboardEvent) => add(clipboardData?.files ?? []);
    const listening = new AbortController();
    const options = { signal: listening.signal };
    addEventListener('dragover', over, options);
    addEventListener('dragleave', leave, options);
    addEventListener('drop', drop, options);
    addEventListener('paste', paste, options);
    return () => listening.abort();
  }, [add]);
  return isDragging;
}
