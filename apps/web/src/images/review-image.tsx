import type { Review } from '@miniatura/api-contract';
import type { TargetedSubmitEvent } from 'preact';
import { useState } from 'preact/hooks';
import { errorSentence } from '../api/error-sentence.ts';
import { retryWhileLimited } from '../api/retry-while-limited.ts';
import { Notice } from '../elements/notice.tsx';
import { t } from '../language/language.ts';
import { useServices } from '../services.ts';

interface ReviewImageProps {
  /** Ids of the images to decide on. */
  readonly imageIds: readonly string[];
  readonly onReviewed: () => void;
}

/** Lets an admin decide on quarantined images, with a reason. */
export function ReviewImage({ imageIds, onReviewed }: ReviewImageProps) {
  const { api } = useServices();
  const [reason, setReason] = useState('');
  const [error, setError] = useState<unknown>(null);
  const decide = async (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const { value } = event.submitter as HTMLButtonElement;
    try {
      const review = { decision: value as Review['decision'], reason };
      for (const imageId of imageIds)
        await retryWhileLimited(() => api.reviewImage(imageId, review));
      onReviewed();
    } catch (failure) {
      setError(failure);
    }
  };
  return (
    <form class="panel" aria-labelledby="review-title" onSubmit={decide}>
      <h2 id="review-title">{t('Review')}</h2>
      <label class="field">
        {t('Reason, kept with the decision')}
        <textarea
          rows={2}
          maxLength={1000}
          required
          value={reason}
          onInput={({ currentTarget }) => setReason(currentTarget.value)}
        />
      </label>
      {error !== null && <Notice kind="error">{errorSentence(error)}</Notice>}
      <div class="button-row">
        <button type="submit" class="button primary" value={'approve' satisfies Review['decision']}>
          {t('Approve')}
        </button>
        <button type="submit" class="button danger" value={'reject' satisfies Review['decision']}>
          {t('Reject')}
        </button>
      </div>
    </form>
  );
}
