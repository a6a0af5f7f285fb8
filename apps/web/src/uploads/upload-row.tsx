import { formatBytes, formatPercent } from '../elements/format-values.ts';
import { Thumbnail } from '../images/thumbnail.tsx';
import { t } from '../language/language.ts';
import { useServices } from '../services.ts';
import type { Upload } from './create-uploader.ts';
import { LocalPreview } from './local-preview.tsx';
import type { UploadState } from './upload-state.ts';

interface UploadRowProps {
  readonly upload: Upload;
  readonly state: UploadState;
}

/** Width in CSS pixels. */
const PREVIEW_WIDTH = 48;

/** Shows one file: its preview, its progress, and its actions. */
export function UploadRow({ upload, state }: UploadRowProps) {
  return (
    <li class="upload-row" data-state={state.kind}>
      <span class="upload-preview">
        {state.kind === 'processed' ? (
          <Thumbnail image={state.image} width={PREVIEW_WIDTH} isDecorative />
        ) : (
          upload.data instanceof Blob && <LocalPreview blob={upload.data} />
        )}
      </span>
      <div class="upload-facts">
        <p class="upload-name">{upload.name}</p>
        <UploadStatus upload={upload} state={state} />
      </div>
      <UploadAction upload={upload} state={state} />
    </li>
  );
}

function UploadStatus({ upload, state }: UploadRowProps) {
  switch (state.kind) {
    case 'waiting':
      return <p class="quiet">{t('Waiting, {size}', { size: formatBytes(upload.size ?? 0) })}</p>;
    case 'uploading':
      return (
        <p class="upload-progress quiet">
          <progress
            max={100}
            value={state.percent}
            aria-label={t('Uploading {name}', { name: upload.name })}
          />
          {state.isPaused ? t('Paused') : formatPercent(state.percent)}
        </p>
      );
    case 'processing':
      return <p class="quiet">{t('Uploaded. Its thumbnails are being made…')}</p>;
    case 'processed':
      return <p class="quiet">{state.image.altText ?? t('Done')}</p>;
    case 'rejected':
      return <p class="rejection">{state.reason}</p>;
    case 'failed':
      return <p class="rejection">{state.reason}</p>;
  }
}

function UploadAction({ upload, state }: UploadRowProps) {
  const { uploader } = useServices();
  const { name } = upload;
  const remove = () => uploader.removeFile(upload.id);
  const retry = () => void uploader.retryUpload(upload.id);
  switch (state.kind) {
    case 'waiting':
      return (
        <RowButton label={t('Cancel')} title={t('Cancel {name}', { name })} onClick={remove} />
      );
    case 'uploading':
      return (
        <span class="button-row">
          <RowButton
            label={state.isPaused ? t('Resume') : t('Pause')}
            title={state.isPaused ? t('Resume {name}', { name }) : t('Pause {name}', { name })}
            onClick={() => uploader.pauseResume(upload.id)}
          />
          <RowButton label={t('Cancel')} title={t('Cancel {name}', { name })} onClick={remove} />
        </span>
      );
    case 'failed':
      return (
        <span class="button-row">
          <RowButton label={t('Retry')} title={t('Retry {name}', { name })} onClick={retry} />
          <RowButton label={t('Remove')} title={t('Remove {name}', { name })} onClick={remove} />
        </span>
      );
    case 'processed':
      return (
        <a
          class="button"
          href={`/pictures/${state.image.imageId}`}
          aria-label={t('View {name}', { name })}
        >
          {t('View')}
        </a>
      );
    default:
      return null;
  }
}

export interface RowButtonProps {
  readonly label: string;
  /** The label with the name of the file, for screen readers. */
  readonly title: string;
  readonly onClick: () => void;
}

export function RowButton({ label, title, onClick }: RowButtonProps) {
  return (
    <button type="button" class="button small" aria-label={title} onClick={onClick}>
      {label}
    </button>
  );
}
