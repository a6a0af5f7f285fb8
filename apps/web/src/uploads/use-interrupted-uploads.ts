import { useEffect, useState } from 'preact/hooks';
import { useChanges } from '../elements/use-changes.ts';
import { useServices } from '../services.ts';
import type { Upload } from './create-uploader.ts';
import { isOf, lockOf, type UnfinishedUpload } from './unfinished-uploads.ts';

/** Returns the uploads of earlier visits that can be continued, and that no tab continues. */
export function useInterruptedUploads(current: readonly Upload[]): readonly UnfinishedUpload[] {
  const { unfinished } = useServices();
  const [lockNames, setLockNames] = useState<ReadonlySet<string> | null>(null);
  useChanges(unfinished);
  useEffect(() => {
    void navigator.locks
      .query()
      .then(({ held = [] }) => setLockNames(new Set(held.map(({ name = '' }) => name))));
  }, []);
  if (lockNames === null) return [];
  return unfinished.list().filter((upload) => {
    const { name, byteCount: size, modifiedMs: lastModified } = upload;
    const isListed = current.some(({ data }) => data instanceof File && isOf(upload, data));
    return !isListed && !lockNames.has(lockOf({ name, size, lastModified }));
  });
}
