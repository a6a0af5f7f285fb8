import { useEffect, useState } from 'preact/hooks';
import { t } from '../language/language.ts';
import type { ImageUploader, Upload } from './create-uploader.ts';

/** A file that was rejected before its upload. */
export interface RejectedFile {
  readonly id: string;
  readonly name: string;
  readonly reason: string;
}

/** Returns the current uploads in the order in which they were added. */
export function useUploads(uploader: ImageUploader): readonly Upload[] {
  const [uploads, setUploads] = useState<readonly Upload[]>(() => uploader.getFiles());
  useEffect(() => {
    const update = () => setUploads(uploader.getFiles());
    update();
    uploader.on('state-update', update);
    return () => void uploader.off('state-update', update);
  }, [uploader]);
  return uploads;
}

/** Returns the rejected files, and a function that clears them. */
export function useRejectedFiles(
  uploader: ImageUploader,
): readonly [readonly RejectedFile[], () => void] {
  const [rejected, setRejected] = useState<readonly RejectedFile[]>([]);
  useEffect(() => {
    const note = (file: { readonly name?: string } | undefined, error: Error) =>
      setRejected((before) => [
        ...before,
        { id: crypto.randomUUID(), name: file?.name ?? t('A file'), reason: error.message },
      ]);
    uploader.on('restriction-failed', note);
    return () => void uploader.off('restriction-failed', note);
  }, [uploader]);
  return [rejected, () => setRejected([])];
}
