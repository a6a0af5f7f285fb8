import type { ImageDetail } from '@miniatura/api-contract';
import { useState } from 'preact/hooks';
import { errorSentence } from '../api/error-sentence.ts';
import { Dialog } from '../elements/dialog.tsx';
import { Notice } from '../elements/notice.tsx';
import { useServices } from '../services.ts';

interface DeletePictureProps {
  readonly image: ImageDetail;
  readonly onDeleted: () => void;
}

/** Deletes for good, so it asks first. */
export function DeletePicture({ image, onDeleted }: DeletePictureProps) {
  const { api } = useServices();
  const [isAsking, setAsking] = useState(false);
  const [isDeleting, setDeleting] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const run = async () => {
    setDeleting(true);
    setError(null);
    try {
      await api.deleteImage(image.imageId);
      onDeleted();
    } catch (failure) {
      setError(failure);
      setDeleting(false);
    }
  };
  return (
    <>
      <button type="button" class="button" onClick={() => setAsking(true)}>
        Delete…
      </button>
      {isAsking && (
        <Dialog title="Delete this picture?" onClose={() => setAsking(false)}>
          <p>
            {image.name}, its thumbnails and what is known of it go for good. This cannot be undone.
          </p>
          {error !== null && <Notice kind="error">{errorSentence(error)}</Notice>}
          <div class="button-row">
            <button type="button" class="button danger" disabled={isDeleting} onClick={run}>
              {isDeleting ? 'Deleting…' : 'Delete'}
            </button>
            <button type="button" class="button" onClick={() => setAsking(false)}>
              Keep it
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}
