import type { ImageSummary } from '@miniatura/api-contract';
import { useState } from 'preact/hooks';
import { Dialog } from '../elements/dialog.tsx';
import { formatNumber } from '../elements/format-values.ts';
import { Icon } from '../elements/icon.tsx';
import { useChanges } from '../elements/use-changes.ts';
import { DeleteForEver } from '../images/delete-for-ever.tsx';
import { ReviewImage } from '../images/review-image.tsx';
import { deleteForEver, imagesOf, moveToTrash, restoreFromTrash } from '../images/trash-actions.ts';
import { t } from '../language/language.ts';
import { useServices } from '../services.ts';
import type { Selection } from './create-selection.ts';

interface SelectionBarProps {
  readonly selection: Selection;
  readonly isTrash: boolean;
  /** Called after the images have changed. */
  readonly onChange: () => void;
}

/** Shows the actions for the selected images; nothing if none is selected. */
export function SelectionBar({ selection, isTrash, onChange }: SelectionBarProps) {
  useChanges(selection);
  if (!selection.isActive()) return null;
  const images = selection.images();
  const done = () => {
    selection.clear();
    onChange();
  };
  return (
    <div class="selection-bar" role="toolbar" aria-label={t('Chosen images')}>
      <span class="short-count" aria-hidden="true">
        {formatNumber(images.length)}
      </span>
      <span class="selection-count" role="status">
        {t('{count} chosen', { count: images.length })}
      </span>
      {images.length > 0 &&
        (isTrash ? (
          <TrashActions images={images} onDone={done} />
        ) : (
          <GalleryActions images={images} onDone={done} />
        ))}
      <button type="button" class="button small" aria-label={t('Cancel')} onClick={selection.clear}>
        <span class="clear-icon">
          <Icon name="close" />
        </span>
        <span class="clear-name">{t('Cancel')}</span>
      </button>
    </div>
  );
}

interface ActionsProps {
  readonly images: readonly ImageSummary[];
  readonly onDone: () => void;
}

function TrashActions({ images, onDone }: ActionsProps) {
  const services = useServices();
  return (
    <>
      <button
        type="button"
        class="button small"
        onClick={() => void restoreFromTrash(images, services, onDone)}
      >
        {t('Restore')}
      </button>
      <DeleteForEver
        what={imagesOf(images.length)}
        onDelete={() => void deleteForEver(images, services, onDone)}
      />
    </>
  );
}

function GalleryActions({ images, onDone }: ActionsProps) {
  const services = useServices();
  const held = images.filter(
    ({ status, reviewDecision }) => status === 'quarantined' && reviewDecision === null,
  );
  return (
    <>
      <DownloadButton images={images} />
      <button
        type="button"
        class="button small"
        onClick={() => void moveToTrash(images, services, onDone)}
      >
        {t('Delete')}
      </button>
      {held.length > 0 && services.me.groups.includes('admin') && (
        <ReviewButton images={held} onDone={onDone} />
      )}
    </>
  );
}

function DownloadButton({ images }: Pick<ActionsProps, 'images'>) {
  const { api, messages } = useServices();
  const [isBusy, setBusy] = useState(false);
  const download = async () => {
    if (isBusy) return;
    setBusy(true);
    try {
      // The code is loaded on demand.
      const { downloadArchive } = await import('./download-archive.ts');
      const missing = await downloadArchive(api, images);
      if (missing.length > 0) {
        messages.show({ text: t('Not in the archive: {names}.', { names: missing.join(', ') }) });
      }
    } catch {
      messages.show({ text: t('The archive could not be made. Try again.') });
    }
    setBusy(false);
  };
  return (
    <button
      type="button"
      class="button small"
      aria-disabled={isBusy}
      onClick={() => void download()}
    >
      {isBusy ? t('Downloading…') : t('Download')}
    </button>
  );
}

function ReviewButton({ images, onDone }: ActionsProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" class="button small" onClick={() => setOpen(true)}>
        {t('Review…')}
      </button>
      {isOpen && (
        <Dialog
          title={t('Review {images}', { images: imagesOf(images.length) })}
          onClose={() => setOpen(false)}
        >
          <ReviewImage imageIds={images.map(({ imageId }) => imageId)} onReviewed={onDone} />
        </Dialog>
      )}
    </>
  );
}
