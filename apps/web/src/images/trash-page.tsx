import { usePageTitle } from '../elements/use-page-title.ts';
import { t } from '../language/language.ts';
import { Gallery } from './gallery.tsx';
import { NO_FILTER } from './image-filter.ts';
import { EmptyGallery } from './images-page.tsx';

const TRASHED = { ...NO_FILTER, status: 'trashed' } as const;

/** Shows the deleted images, to restore or to delete them permanently. */
export function TrashPage() {
  usePageTitle(t('Trash'));
  return (
    <div class="gallery">
      <h1>{t('Trash')}</h1>
      <p class="quiet">
        {t(
          'Choose images to restore them. Each is deleted for ever when its retention period ends.',
        )}
      </p>
      <Gallery filter={TRASHED}>
        <EmptyGallery title={t('The trash is empty')} text={t('Deleted images appear here.')} />
      </Gallery>
    </div>
  );
}
