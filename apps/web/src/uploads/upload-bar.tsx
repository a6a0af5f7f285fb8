import { useState } from 'preact/hooks';
import { useChanges } from '../elements/use-changes.ts';
import { t } from '../language/language.ts';
import { useServices } from '../services.ts';
import type { ImageUploader, Upload } from './create-uploader.ts';
import { InterruptedRow } from './interrupted-row.tsx';
import { UploadRow } from './upload-row.tsx';
import { type UploadState, uploadStateOf } from './upload-state.ts';
import { useInterruptedUploads } from './use-interrupted-uploads.ts';
import { useLeaveWarning } from './use-leave-warning.ts';
import { type RejectedFile, useRejectedFiles, useUploads } from './use-uploads.ts';

/** More rows are not drawn, because thousands of files may be uploaded at once. */
const MAX_ROWS = 100;

/** On a smaller screen, the rows would cover the images. */
const OPEN_FROM_WIDTH = 640;

/** Shows the files of this visit with their progress and outcome. The rows can be hidden. */
export function UploadBar() {
  const { uploader, follower } = useServices();
  const uploads = useUploads(uploader);
  const [rejected, clearRejected] = useRejectedFiles(uploader);
  const [isOpen, setOpen] = useState(() => innerWidth >= OPEN_FROM_WIDTH);
  const interrupted = useInterruptedUploads(uploads);
  useChanges(follower);

  const rows = uploads.map((upload) => ({
    upload,
    state: uploadStateOf(upload, follower.imageOf),
  }));
  const count = (...kinds: readonly UploadState['kind'][]) =>
    rows.filter(({ state }) => kinds.includes(state.kind)).length;
  useLeaveWarning(count('waiting', 'uploading') > 0);
  if (rows.length + rejected.length + interrupted.length === 0) return null;
  const clear = () => {
    clearRejected();
    removeFinished(uploader, rows);
  };
  const isPaused = uploads.some((upload) => upload.isPaused);
  return (
    <section class="upload-bar" aria-labelledby="uploads-title">
      <header class="upload-bar-header">
        <h2 id="uploads-title">{t('Your uploads')}</h2>
        <p class="quiet" role="status">
          {summaryOf(
            rows.map(({ state }) => state),
            rejected,
            interrupted.length,
          )}
        </p>
        <div class="button-row">
          {/* Uppy can pause only uploads that have started. */}
          {count('uploading') > 0 && (
            <button
              type="button"
              class="button small"
              onClick={() => (isPaused ? uploader.resumeAll() : uploader.pauseAll())}
            >
              {isPaused ? t('Resume') : t('Pause')}
            </button>
          )}
          {count('waiting', 'uploading') > 0 && (
            <button
              type="button"
              class="button small"
              onClick={() => removeUnfinished(uploader, rows)}
            >
              {t('Cancel all')}
            </button>
          )}
          {count('failed') > 0 && (
            <button type="button" class="button small" onClick={() => void uploader.retryAll()}>
              {t('Retry all')}
            </button>
          )}
          {count('processed', 'rejected') + rejected.length > 0 && (
            <button type="button" class="button small" onClick={clear}>
              {t('Clear finished')}
            </button>
          )}
          <button
            type="button"
            class="button small"
            aria-expanded={isOpen}
            onClick={() => setOpen(!isOpen)}
          >
            {isOpen ? t('Hide files') : t('Show files')}
          </button>
        </div>
        {rows.length > 0 && (
          <progress max={100} value={percentOf(rows)} aria-label={t('All uploads')} />
        )}
      </header>
      {isOpen && (
        <ul class="upload-list">
          {interrupted.map((upload) => (
            <InterruptedRow key={upload.uploadId} upload={upload} />
          ))}
          {rejected.slice(0, MAX_ROWS).map((file) => (
            <li key={file.id} class="upload-row">
              <span class="upload-preview" aria-hidden="true" />
              <div class="upload-facts">
                <p class="upload-name">{file.name}</p>
                <p class="rejection">{t('Not uploaded: {reason}.', { reason: file.reason })}</p>
              </div>
            </li>
          ))}
          {byUrgency(rows)
            .slice(0, MAX_ROWS)
            .map((row) => (
              <UploadRow key={row.upload.id} {...row} />
            ))}
          {rows.length > MAX_ROWS && (
            <li class="quiet upload-rest">
              {t(
                'The other {count, plural, one {# file is} other {# files are}} not listed here.',
                {
                  count: rows.length - MAX_ROWS,
                },
              )}
            </li>
          )}
        </ul>
      )}
    </section>
  );
}

interface Row {
  readonly upload: Upload;
  readonly state: UploadState;
}

/** Orders rows by urgency if not all files have a row: those that need an action come first. */
function byUrgency(rows: readonly Row[]): readonly Row[] {
  if (rows.length <= MAX_ROWS) return rows;
  const urgency: readonly UploadState['kind'][] = [
    'failed',
    'rejected',
    'uploading',
    'processing',
    'waiting',
    'processed',
  ];
  return rows.toSorted(
    (one, other) => urgency.indexOf(one.state.kind) - urgency.indexOf(other.state.kind),
  );
}

/** Returns the finished share of all files, by count. */
function percentOf(rows: readonly Row[]): number {
  const sum = rows.reduce(
    (total, { state }) =>
      total + (state.kind === 'uploading' ? state.percent : state.kind === 'waiting' ? 0 : 100),
    0,
  );
  return rows.length === 0 ? 100 : sum / rows.length;
}

function removeUnfinished(uploader: ImageUploader, rows: readonly Row[]): void {
  const isUnfinished = ({ state: { kind } }: Row) => kind === 'waiting' || kind === 'uploading';
  uploader.removeFiles(rows.filter(isUnfinished).map(({ upload }) => upload.id));
}

const isFinished = ({ kind }: UploadState): boolean => kind === 'processed' || kind === 'rejected';

function removeFinished(uploader: ImageUploader, rows: readonly Row[]): void {
  uploader.removeFiles(
    rows.filter(({ state }) => isFinished(state)).map(({ upload }) => upload.id),
  );
}

/** @example '48 of 50 done, 2 rejected' */
function summaryOf(
  states: readonly UploadState[],
  rejected: readonly RejectedFile[],
  interruptedCount: number,
): string {
  const count = (kind: UploadState['kind']) => states.filter((state) => state.kind === kind).length;
  const total = states.length + rejected.length;
  const parts =
    total > 0 ? [t('{count} of {total} done', { count: count('processed'), total })] : [];
  if (interruptedCount > 0) parts.push(t('{count} interrupted', { count: interruptedCount }));
  const rejectedCount = count('rejected') + rejected.length;
  if (rejectedCount > 0) parts.push(t('{count} rejected', { count: rejectedCount }));
  const failed = states.find((state) => state.kind === 'failed');
  if (failed) {
    parts.push(t('{count} failed: {reason}', { count: count('failed'), reason: failed.reason }));
  }
  return parts.join(', ');
}
