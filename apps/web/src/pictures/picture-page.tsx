import type { ImageDetail } from '@miniatura/api-contract';
import { useLocation } from 'preact-iso';
import { useCallback, useEffect } from 'preact/hooks';
import { errorSentence } from '../api/error-sentence.ts';
import { Notice } from '../elements/notice.tsx';
import { useAnswer } from '../elements/use-answer.ts';
import { usePageTitle } from '../elements/use-page-title.ts';
import { useServices } from '../services.ts';
import { DeletePicture } from './delete-picture.tsx';
import { PictureFacts } from './picture-facts.tsx';
import { PictureLabels } from './picture-labels.tsx';
import { refusalSentence } from './refusal-sentence.ts';
import { Renditions } from './renditions.tsx';
import { ReviewPicture } from './review-picture.tsx';
import { SimilarPictures } from './similar-pictures.tsx';
import { ThumbHashCanvas } from './thumb-hash-canvas.tsx';

/** All that is known of one picture. Another address shows nothing of the picture before. */
export function PicturePage({ imageId = '' }: { readonly imageId?: string }) {
  return <PageOf key={imageId} imageId={imageId} />;
}

function PageOf({ imageId }: { readonly imageId: string }) {
  const { api } = useServices();
  const {
    value: image,
    error,
    ask,
  } = useAnswer(useCallback(() => api.getImage(imageId), [api, imageId]));
  usePageTitle(image?.name ?? 'Picture');
  return (
    <>
      <p>
        <a href="/">← All pictures</a>
      </p>
      {error !== null && (
        <Notice kind="error" action={{ label: 'Try again', run: ask }}>
          {errorSentence(error)}
        </Notice>
      )}
      {image === undefined && error === null && (
        <div class="hero skeleton" role="status" aria-label="Loading the picture" />
      )}
      {image !== undefined && error === null && <Picture image={image} onReviewed={ask} />}
    </>
  );
}

/** How often an approved picture is looked for, until it is back. */
const LOOK_AGAIN_MS = 1000;

interface PictureProps {
  readonly image: ImageDetail;
  readonly onReviewed: () => void;
}

function Picture({ image, onReviewed }: PictureProps) {
  const { me } = useServices();
  const { route } = useLocation();
  const isAdmin = me.groups.includes('admin');
  const awaitsReview = image.status === 'quarantined' && image.reviewDecision === null;
  useEffect(() => {
    if (image.status !== 'quarantined' || image.reviewDecision !== 'approve') return undefined;
    const timer = setTimeout(onReviewed, LOOK_AGAIN_MS);
    return () => clearTimeout(timer);
  }, [image, onReviewed]);
  return (
    <article class="picture" aria-labelledby="picture-name">
      <Hero image={image} />
      <div class="picture-text">
        <header class="section-header">
          <h1 id="picture-name">{image.name}</h1>
          <DeletePicture image={image} onDeleted={() => route('/')} />
        </header>
        {image.altText !== null && <p class="alt-text">{image.altText}</p>}
        {image.rejectionMessage !== null && (
          <p>
            <code>{image.rejectionCode}</code> {image.rejectionMessage}
          </p>
        )}
        {image.warning !== null && <Notice kind="info">{image.warning}</Notice>}
        {awaitsReview && isAdmin && (
          <ReviewPicture imageId={image.imageId} onReviewed={onReviewed} />
        )}
        <PictureLabels title="Labels" labels={image.labels} />
        <PictureLabels title="What moderation found" labels={image.moderationLabels} />
        <PictureFacts image={image} />
      </div>
      <Renditions image={image} />
      {image.status === 'processed' && <SimilarPictures imageId={image.imageId} />}
    </article>
  );
}

function Hero({ image }: { readonly image: ImageDetail }) {
  const largest = [...image.renditions].sort((a, b) => b.width - a.width)[0];
  if (largest === undefined) {
    return (
      <div class="hero refused-thumbnail">
        <span class="refusal-reason">{refusalSentence(image)}</span>
        {image.status === 'quarantined' && image.originalUrl !== null && (
          <a class="button" href={image.originalUrl} target="_blank" rel="noreferrer">
            Look at it
          </a>
        )}
      </div>
    );
  }
  return (
    <div class="hero">
      {image.thumbHash !== null && <ThumbHashCanvas thumbHash={image.thumbHash} />}
      <img
        src={largest.url}
        width={largest.width}
        height={largest.height}
        alt={image.altText ?? image.name}
      />
    </div>
  );
}
