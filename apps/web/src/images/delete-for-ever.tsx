import { useState } from 'preact/hooks';
import { Dialog } from '../elements/dialog.tsx';

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
        Delete for ever…
      </button>
      {isAsking && (
        <Dialog title="Delete for ever?" onClose={() => setAsking(false)}>
          <p>{what}, the thumbnails and all facts will be deleted. This cannot be undone.</p>
          <div class="button-row">
            <button type="button" class="button danger" onClick={run}>
              Delete
            </button>
            <button type="button" class="button" onClick={() => setAsking(false)}>
              Keep
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}
