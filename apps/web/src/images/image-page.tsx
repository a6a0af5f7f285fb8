import type { ImageDetail } from '@miniatura/api-contract';
import { isStructural } from '@miniatura/api-contract/structural-categories';
import { useLocation } from 'preact-iso';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { errorSentence } from '../api/error-sentence.ts';
import { Icon } from '../elements/icon.tsx';
import { Notice } from '../elements/notice.tsx';
import { useAnswer } from '../elements/use-answer.ts';
import { usePageTitle } from '../elements/use-page-title.ts';
import { t } from '../language/language.ts';
import { useServices } from '../services.ts';
import { DeleteForEver } from './delete-for-ever.tsx';
import { formSentence } from './form-sentence.ts';
import { Hero } from './hero.tsx';
import { ImageFacts } from './image-facts.tsx';
import { ImageLabels } from './image-labels.tsx';
import { LoadingImage } from './loading-image.tsx';
import { Renditions } from './renditions.tsx';
import { ReviewImage } from './review-image.tsx';
import { SimilarImages } from './similar-images.tsx';
import { deleteForEver, moveToTrash } from './trash-actions.ts';
import { useNeighbours } from './use-neighbours.ts';
import { useSwipe, useViewerKeys } from './use-viewer-input.ts';

/**
 * Shows one image. A key, a swipe or a button leads to its neighbours. A new address shows nothing
 * of the previous image; full screen mode continues.
 */
export function ImagePage({ imageId = '' }: { readonly imageId?: string }) {
  const { timelines } = useServices();
  const { route } = useLocation();
  const viewer = useRef<HTMLDivElement>(null);
  const neighbours = useNeighbours(imageId);
  const show = (id: string | null) => id !== null && route(`/pictures/${id}`, true);
  const close = () => route(timelines.address);
  useViewerKeys({
    ArrowLeft: () => show(neighbours.previous),
    ArrowRight: () => show(neighbours.next),
    Escape: close,
  });
  const swipe = useSwipe(
    () => show(neighbours.next),
    () => show(neighbours.previous),
  );
  return (
    <div ref={viewer} class="viewer" {...swipe}>
      <nav class="viewer-bar" aria-label={t('Image')}>
        <a href={timelines.address}>← {t('All images')}</a>
        <NeighbourButton name="previous" onPress={show} imageId={neighbours.previous} />
        <NeighbourButton name="next" onPress={show} imageId={neighbours.next} />
        <button
          type="button"
          class="button small"
          aria-label={t('Full screen')}
          onClick={() => void viewer.current?.requestFullscreen()}
        >
          <Icon name="fullScreen" /> <span class="bar-name">{t('Full screen')}</span>
        </button>
        <CopyLink key={imageId} />
      </nav>
      <PageOf key={imageId} imageId={imageId} onDeleted={close} />
    </div>
  );
}

interface NeighbourButtonProps {
  readonly name: 'previous' | 'next';
  readonly imageId: string | null;
  readonly onPress: (imageId: string | null) => void;
}

function NeighbourButton({ name, imageId, onPress }: NeighbourButtonProps) {
  return (
    <button
      type="button"
      class="button small"
      aria-label={name === 'next' ? t('Next image') : t('Previous image')}
      // A button that gets disabled would lose the focus.
      aria-disabled={imageId === null}
      onClick={() => imageId !== null && onPress(imageId)}
    >
      <Icon name={name} />
    </button>
  );
}

/** Copies the address of the page, and confirms it until another image is shown. */
function CopyLink() {
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(location.href);
    setCopied(true);
  };
  const name = isCopied ? t('Link copied') : t('Copy link');
  return (
    <button type="button" class="button small" aria-label={name} onClick={() => void copy()}>
      <Icon name={isCopied ? 'check' : 'link'} /> <span class="bar-name">{name}</span>
    </button>
  );
}

interface PageOfProps {
  readonly imageId: string;
  readonly onDeleted: () => void;
}

function PageOf({ imageId, onDeleted }: PageOfProps) {
  const { api } = useServices();
  const {
    value: image,
    error,
    ask,
  } = useAnswer(useCallback(() => api.getImage(imageId), [api, imageId]));
  usePageTitle(image?.name ?? t('Image'));
  return (
    <>
      {error !== null && (
        <Notice kind="error" action={{ label: t('Try again'), run: ask }}>
          {isImageId(imageId)
            ? errorSentence(error)
            : t('This image does not exist, or is not yours.')}
        </Notice>
      )}
      {image === undefined && error === null && <LoadingImage imageId={imageId} />}
      {image !== undefined && error === null && (
        <Image image={image} onReviewed={ask} onDeleted={onDeleted} />
      )}
    </>
  );
}

/** An address may be incomplete or mistyped. */
const isImageId = (text: string): boolean => /^[0-9a-f]{32}$/.test(text);

/** How often an approved image is polled until it is available. */
const LOOK_AGAIN_MS = 1000;

interface ImageProps {
  readonly image: ImageDetail;
  readonly onReviewed: () => void;
  readonly onDeleted: () => void;
}

function Image({ image, onReviewed, onDeleted }: ImageProps) {
  const { me } = useServices();
  const isAdmin = me.groups.includes('admin');
  const awaitsReview = image.status === 'quarantined' && image.reviewDecision === null;
  useEffect(() => {
    if (image.status !== 'quarantined' || image.reviewDecision !== 'approve') return undefined;
    const timer = setTimeout(onReviewed, LOOK_AGAIN_MS);
    return () => clearTimeout(timer);
  }, [image, onReviewed]);
  return (
    <article class="image" aria-labelledby="image-name">
      <Hero image={image} />
      <div class="image-text">
        <header class="section-header">
          <h1 id="image-name">{image.name}</h1>
          <div class="button-row">
            {image.downloadUrl !== null && (
              <a class="button" href={image.downloadUrl}>
                {t('Download')}
              </a>
            )}
            <DeleteImage image={image} onDeleted={onDeleted} />
          </div>
        </header>
        <Description image={image} />
        {image.rejectionMessage !== null && (
          <p lang="en">
            <code>{image.rejectionCode}</code> {image.rejectionMessage}
          </p>
        )}
        {image.warning !== null && <Notice kind="info">{image.warning}</Notice>}
        {awaitsReview && isAdmin && (
          <ReviewImage imageIds={[image.imageId]} onReviewed={onReviewed} />
        )}
        <ImageLabels
          title={t('Labels')}
          labels={image.labels.filter((label) => !isStructural(label))}
        />
        <ImageLabels title={t('What moderation found')} labels={image.moderationLabels} />
        <ImageFacts image={image} />
      </div>
      <Renditions image={image} />
      {image.status === 'processed' && <SimilarImages imageId={image.imageId} />}
    </article>
  );
}

/** Shows the alt text, which is English, or the form of an image without one. */
function Description({ image }: Pick<ImageProps, 'image'>) {
  const form = formSentence(image);
  if (image.altText === null) return form === null ? null : <p class="alt-text">{form}</p>;
  return (
    <p class="alt-text" lang="en">
      {image.altText}
    </p>
  );
}

/** Quarantined images cannot be moved to the trash. */
function DeleteImage({ image, onDeleted }: Pick<ImageProps, 'image' | 'onDeleted'>) {
  const services = useServices();
  if (image.status === 'quarantined') {
    const run = () => void deleteForEver([image], services, onDeleted);
    return <DeleteForEver what={image.name} onDelete={run} />;
  }
  return (
    <button
      type="button"
      class="button"
      onClick={() => void moveToTrash([image], services, onDeleted)}
    >
      {t('Delete')}
    </button>
  );
}
