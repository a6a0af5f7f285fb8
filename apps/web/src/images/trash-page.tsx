import { usePageTitle } from '../elements/use-page-title.ts';
import { Gallery } from './gallery.tsx';
import { NO_FILTER } from './image-filter.ts';
import { EmptyGallery } from './images-page.tsx';

const TRASHED = { ...NO_FILTER, status: 'trashed' } as const;

/** Shows the deleted images, to restore or to delete them permanently. */
export function TrashPage() {
  usePageTitle('Trash');
  return (
    <div class="gallery">
      <h1>Trash</h1>
      <p class="quiet">
        Choose images to restore them. Each is deleted for ever when its retention period ends.
      </p>
      <Gallery filter={TRASHED}>
        <EmptyGallery title="The trash is empty" text="Deleted images appear here." />
      </Gallery>
    </div>
  );
}
