import { useEffect, useRef, useState } from 'preact/hooks';
import { Dialog } from '../elements/dialog.tsx';
import { Notice } from '../elements/notice.tsx';
import { t } from '../language/language.ts';
import { useServices } from '../services.ts';
import type { ImageUploader } from './create-uploader.ts';

interface CameraProps {
  readonly onClose: () => void;
}

/** Takes photos with the device's camera; its code is loaded on demand. */
export function Camera({ onClose }: CameraProps) {
  const { uploader } = useServices();
  const target = useRef<HTMLDivElement>(null);
  const [isUnavailable, setUnavailable] = useState(false);
  useEffect(() => {
    let isOpen = true;
    let close = () => {};
    mountWebcam(uploader, target.current, () => isOpen).then(
      (unmount) => (isOpen ? (close = unmount) : unmount()),
      () => setUnavailable(true),
    );
    uploader.on('file-added', onClose);
    return () => {
      isOpen = false;
      uploader.off('file-added', onClose);
      close();
    };
  }, [uploader, onClose]);
  return (
    <Dialog title={t('Take a photo')} onClose={onClose}>
      {isUnavailable && (
        <Notice kind="error">{t('The camera could not be loaded. Try again.')}</Notice>
      )}
      <div ref={target} class="camera" />
    </Dialog>
  );
}

/** Returns a function that releases the camera. */
async function mountWebcam(
  uploader: ImageUploader,
  target: Element | null,
  isWanted: () => boolean,
): Promise<() => void> {
  const [{ default: Webcam }] = await Promise.all([
    import('@uppy/webcam'),
    import('@uppy/webcam/css/style.min.css'),
  ]);
  if (target === null || !isWanted()) return () => {};
  uploader.use(Webcam, {
    target,
    modes: ['picture'],
    mobileNativeCamera: false,
    locale: {
      strings: {
        takePicture: t('Take a photo'),
        submitRecordedFile: t('Upload'),
        discardRecordedFile: t('Take another'),
        allowAccessTitle: t('Allow the use of the camera'),
        allowAccessDescription: t('Allow this page to use the camera, to take photos with it.'),
        noCameraTitle: t('There is no camera'),
        noCameraDescription: t('Connect a camera to take photos.'),
      },
    },
  });
  return () => {
    const plugin = uploader.getPlugin('Webcam');
    if (plugin) uploader.removePlugin(plugin);
  };
}
