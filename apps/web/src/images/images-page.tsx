import { useLocation } from 'preact-iso';
import { useCallback, useMemo } from 'preact/hooks';
import { withQuery } from '../api/api-client.ts';
import { usePageTitle } from '../elements/use-page-title.ts';
import { t } from '../language/language.ts';
import { FilterMenu } from './filter-menu.tsx';
import { Gallery } from './gallery.tsx';
import { filterOfAddress, type ImageFilter, isFiltered, queryOf } from './image-filter.ts';

/** Shows the images that match the filter in the page's address. */
export function ImagesPage() {
  usePageTitle(t('Images'));
  const { query, route } = useLocation();
  // The address also contains the scroll position, which changes often.
  const key = JSON.stringify(filterOfAddress(query));
  const filter = useMemo(() => JSON.parse(key) as ImageFilter, [key]);
  const change = useCallback(
    (next: ImageFilter) => {
      // Back leads to what was shown before the search, not to its letters.
      const isTyping = filter.text !== '' && next.text !== '' && next.text !== filter.text;
      route(withQuery('/', queryOf(next)), isTyping);
    },
    [route, filter],
  );
  return (
    <div class="gallery">
      <h1 class="visually-hidden">{t('Images')}</h1>
      <Gallery filter={filter} menu={<FilterMenu filter={filter} onChange={change} />}>
        {isFiltered(filter) ? (
          <EmptyGallery title={t('No image matches')} text={t('Change or clear the filter.')} />
        ) : (
          <EmptyGallery
            title={t('No images yet')}
            text={t(
              'Drop some anywhere on this page, or press Upload. Thumbnails appear as they are made.',
            )}
          />
        )}
      </Gallery>
    </div>
  );
}

interface EmptyGalleryProps {
  readonly title: string;
  readonly text: string;
}

export function EmptyGallery({ title, text }: EmptyGalleryProps) {
  return (
    <div class="empty">
      <p class="empty-title">{title}</p>
      <p class="quiet">{text}</p>
    </div>
  );
}
