import { useEffect, useState } from 'preact/hooks';
import type { PictureUploader, Upload } from './create-uploader.ts';

/** A file that was not even tried. */
export interface RefusedFile {
  readonly id: string;
  readonly name: string;
  readonly reason: string;
}

/** The uploads in the order they were added, as they are now. */
export function useUploads(uploader: PictureUploader): readonly Upload[] {
  const [uploads, setUploads] = useState<readonly Upload[]>(() => uploader.getFiles());
  useEffect(() => {
    const update = () => setUploads(uploader.getFiles());
    update();
    uploader.on('state-update', update);
    return () => void uploader.off('state-update', update);
  }, [uploader]);
  return uploads;
}

/** The files that were refused, and how to forget them. */
export function useRefusedFiles(
  uploader: PictureUploader,
): readonly [readonly RefusedFile[], () => void] {
  const [refused, setRefused] = useState<readonly RefusedFile[]>([]);
  useEffect(() => {
    const note = (file: { readonly name?: string } | undefined, error: Error) =>
      setRefused((before) => [
        ...before,
        { id: crypto.randomUUID(), name: file?.name ?? 'A file', reason: error.message },
      ]);
    uploader.on('restriction-failed', note);
    return () => void uploader.off('restriction-failed', note);
  }, [uploader]);
  return [refused, () => setRefused([])];
}
