import { IMAGE_EXTENSIONS } from '@miniatura/api-contract/media-type';
import { getDroppedFiles } from '@uppy/core/utils';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { formatBytes } from '../elements/format-values.ts';
import { Icon } from '../elements/icon.tsx';
import { t } from '../language/language.ts';
import { useServices } from '../services.ts';
import { Camera } from './camera.tsx';
import { addFiles } from './create-uploader.ts';

/** Uploads files that are selected, photographed, pasted, or dropped anywhere on the page. */
export function UploadButtons() {
  const { uploader, me } = useServices();
  const input = useRef<HTMLInputElement>(null);
  const [isCameraOpen, setCameraOpen] = useState(false);
  const add = useCallback((files: Iterable<File>) => addFiles(uploader, files), [uploader]);
  const closeCamera = useCallback(() => setCameraOpen(false), []);
  const isDragging = useWindowDrops(add);
  return (
    <>
      <button
        type="button"
        class="button primary upload-button"
        aria-label={t('Upload')}
        onClick={() => input.current?.click()}
      >
        <Icon name="upload" /> <span class="upload-label">{t('Upload')}</span>
      </button>
      <button
        type="button"
        class="button icon-button"
        aria-label={t('Use the camera')}
        title={t('Use the camera')}
        onClick={() => setCameraOpen(true)}
      >
        <Icon name="camera" />
      </button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={t('Images to upload')}
        accept={['image/*', ...IMAGE_EXTENSIONS].join(',')}
        onChange={({ currentTarget }) => {
          add(currentTarget.files ?? []);
          currentTarget.value = '';
        }}
      />
      {isDragging && (
        <div class="drop-overlay">
          <p class="drop-overlay-title">{t('Drop to upload')}</p>
          <p>
            {t('Images of up to {size} each. Folders work too.', {
              size: formatBytes(me.limits.maxByteCount),
            })}
          </p>
        </div>
      )}
      {isCameraOpen && <Camera onClose={closeCamera} />}
    </>
  );
}

/** Returns true while files are dragged over the window. */
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
