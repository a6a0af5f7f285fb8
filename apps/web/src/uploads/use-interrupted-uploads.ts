import { useEffect, useState } from 'preact/hooks';
import { useServices } from '../services.ts';
import type { Upload } from './create-uploader.ts';
import { fileOf, isOf, lockOf, type UnfinishedUpload } from './unfinished-uploads.ts';

/** Other tabs begin and end uploads, and an upload is interrupted when its tab is closed. */
const CHANGES_BY_OTHER_TABS = ['storage', 'focus'] as const;

/** Returns the uploads of earlier visits that can be continued, and that no tab continues. */
export function useInterruptedUploads(current: readonly Upload[]): readonly UnfinishedUpload[] {
  const { unfinished } = useServices();
  const [lockNames, setLockNames] = useState<ReadonlySet<string> | null>(null);
  useEffect(() => {
    const query = () =>
      void navigator.locks
        .query()
        .then(({ held = [] }) => setLockNames(new Set(held.map(({ name = '' }) => name))));
    query();
    for (const change of CHANGES_BY_OTHER_TABS) addEventListener(change, query);
    const unsubscribe = unfinished.subscribe(query);
    return () => {
      for (const change of CHANGES_BY_OTHER_TABS) removeEventListener(change, query);
      unsubscribe();
    };
  }, [unfinished]);
  if (lockNames === null) return [];
  return unfinished.list().filter((upload) => {
    const isListed = current.some(({ data }) => data instanceof File && isOf(upload, data));
    return !isListed && !lockNames.has(lockOf(fileOf(upload)));
  });
}
