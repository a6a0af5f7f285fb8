import { useEffect, useState } from 'preact/hooks';
import { useServices } from '../services.ts';
import type { PictureUploader, Upload } from './create-uploader.ts';
import { UploadRow } from './upload-row.tsx';
import { uploadStateOf, type UploadState } from './upload-state.ts';
import { type RefusedFile, useRefusedFiles, useUploads } from './use-uploads.ts';

/** The files of this visit: how far each is, and what became of it. */
export function UploadList() {
  const { uploader, follower } = useServices();
  const uploads = useUploads(uploader);
  const [refused, forgetRefused] = useRefusedFiles(uploader);
  const [, setFollowedCount] = useState(0);
  useEffect(() => follower.subscribe(() => setFollowedCount((count) => count + 1)), [follower]);

  const rows = uploads.map((upload) => ({
    upload,
    state: uploadStateOf(upload, follower.imageOf),
  }));
  if (rows.length + refused.length === 0) return null;
  const clear = () => {
    forgetRefused();
    removeSettled(uploader, rows);
  };
  const failed = rows.filter(({ state }) => state.kind === 'failed');
  return (
    <section class="panel uploads" aria-labelledby="uploads-title">
      <header class="panel-header">
        <h2 id="uploads-title">Uploads</h2>
        <p class="quiet" role="status">
          {summaryOf(
            rows.map(({ state }) => state),
            refused,
          )}
        </p>
        <div class="button-row">
          {failed.length > 0 && (
            <button type="button" class="button" onClick={() => void uploader.retryAll()}>
              Retry all
            </button>
          )}
          <button type="button" class="button" onClick={clear}>
            Clear finished
          </button>
        </div>
      </header>
      <ul class="upload-list">
        {refused.map((file) => (
          <li key={file.id} class="upload-row">
            <span class="upload-preview" aria-hidden="true" />
            <div class="upload-facts">
              <p class="upload-name">{file.name}</p>
              <p class="refusal">Not uploaded: {file.reason}.</p>
            </div>
          </li>
        ))}
        {rows.map((row) => (
          <UploadRow key={row.upload.id} {...row} />
        ))}
      </ul>
    </section>
  );
}

const isSettled = ({ kind }: UploadState): boolean => kind === 'processed' || kind === 'refused';

function removeSettled(
  uploader: PictureUploader,
  rows: readonly { readonly upload: Upload; readonly state: UploadState }[],
): void {
  uploader.removeFiles(rows.filter(({ state }) => isSettled(state)).map(({ upload }) => upload.id));
}

/** @example '48 of 50 done, 2 refused' */
function summaryOf(states: readonly UploadState[], refused: readonly RefusedFile[]): string {
  const count = (kind: UploadState['kind']) => states.filter((state) => state.kind === kind).length;
  const parts = [`${count('processed')} of ${states.length + refused.length} done`];
  const refusedCount = count('refused') + refused.length;
  if (refusedCount > 0) parts.push(`${refusedCount} refused`);
  if (count('failed') > 0) parts.push(`${count('failed')} to retry`);
  return parts.join(', ');
}
