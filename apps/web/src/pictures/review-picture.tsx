import type { Review } from '@miniatura/api-contract';
import { useState } from 'preact/hooks';
import { errorSentence } from '../api/error-sentence.ts';
import { Notice } from '../elements/notice.tsx';
import { useServices } from '../services.ts';

interface ReviewPictureProps {
  readonly imageId: string;
  readonly onReviewed: () => void;
}

/** An admin decides of a picture that moderation holds back, and says why. */
export function ReviewPicture({ imageId, onReviewed }: ReviewPictureProps) {
  const { api } = useServices();
  const [reason, setReason] = useState('');
  const [error, setError] = useState<unknown>(null);
  const decide = async (decision: Review['decision']) => {
    try {
      await api.reviewImage(imageId, { decision, reason });
      onReviewed();
    } catch (failure) {
      setError(failure);
    }
  };
  const isReady = reason.trim() !== '';
  return (
    <section class="panel">
      <h2>Review</h2>
      <label class="field">
        Reason
        <textarea
          rows={2}
          maxLength={1000}
          value={reason}
          onInput={({ currentTarget }) => setReason(currentTarget.value)}
        />
      </label>
      {error !== null && <Notice kind="error">{errorSentence(error)}</Notice>}
      <div class="button-row">
        <button
          type="button"
          class="button primary"
          disabled={!isReady}
          onClick={() => decide('approve')}
        >
          Approve
        </button>
        <button
          type="button"
          class="button danger"
          disabled={!isReady}
          onClick={() => decide('reject')}
        >
          Reject
        </button>
      </div>
    </section>
  );
}
