import { useState } from 'preact/hooks';
import { Dialog } from '../elements/dialog.tsx';
import { t } from '../language/language.ts';

interface DeleteForEverProps {
  /** The subject of the deletion: a name, or a number of images. */
  readonly what: string;
  readonly onDelete: () => void;
}

/** Deletes images permanently, after a confirmation. */
export function DeleteForEver({ what, onDelete }: DeleteForEverProps) {
  const [isAsking, setAsking] = useState(false);
  const run = () => {
    setAsking(false);
    onDelete();
  };
  return (
    <>
      <button type="button" class="button small" onClick={() => setAsking(true)}>
        {t('Delete for ever…')}
      </button>
      {isAsking && (
        <Dialog title={t('Delete for ever?')} onClose={() => setAsking(false)}>
          <p>
            {t('{what}, the thumbnails and all facts will be deleted. This cannot be undone.', {
              what,
            })}
          </p>
          <div class="button-row">
            <button type="button" class="button danger" onClick={run}>
              {t('Delete')}
            </button>
            <button type="button" class="button" onClick={() => setAsking(false)}>
              {t('Keep')}
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}
