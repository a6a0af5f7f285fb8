import { useState } from 'preact/hooks';
import { errorSentence } from '../api/error-sentence.ts';
import { Notice } from '../elements/notice.tsx';
import { usePageTitle } from '../elements/use-page-title.ts';
import { DropZone } from '../uploads/drop-zone.tsx';
import { UploadList } from '../uploads/upload-list.tsx';
import { FilterBar, NO_FILTER } from './filter-bar.tsx';
import { PictureGrid, PictureGridSkeleton } from './picture-grid.tsx';
import { type ImageList, useImages } from './use-images.ts';

/** Upload pictures, and look at those that are there. */
export function PicturesPage() {
  usePageTitle('Pictures');
  const [filter, setFilter] = useState(NO_FILTER);
  const list = useImages(filter);
  const isFiltered = Object.values(filter).some((value) => value !== '');
  return (
    <>
      <h1>Pictures</h1>
      <DropZone />
      <UploadList />
      <section aria-labelledby="gallery-title">
        <header class="section-header">
          <h2 id="gallery-title">Gallery</h2>
          <FilterBar filter={filter} onChange={setFilter} />
        </header>
        <Gallery list={list} isFiltered={isFiltered} />
      </section>
    </>
  );
}

interface GalleryProps {
  readonly list: ImageList;
  readonly isFiltered: boolean;
}

function Gallery({ list, isFiltered }: GalleryProps) {
  const { images, error, hasMore, loadMore, reload } = list;
  return (
    <>
      {error !== null && (
        <Notice kind="error" action={{ label: 'Try again', run: reload }}>
          {errorSentence(error)}
        </Notice>
      )}
      {images === null && error === null && <PictureGridSkeleton />}
      {images?.length === 0 && <EmptyGallery isFiltered={isFiltered} />}
      {images !== null && images.length > 0 && <PictureGrid images={images} />}
      {hasMore && (
        <p class="more">
          <button type="button" class="button" onClick={loadMore}>
            Show more
          </button>
        </p>
      )}
    </>
  );
}

const EmptyGallery = ({ isFiltered }: { readonly isFiltered: boolean }) => (
  <div class="empty">
    <p class="empty-title">{isFiltered ? 'No picture matches' : 'No pictures yet'}</p>
    <p class="quiet">
      {isFiltered
        ? 'Change or clear the filters above.'
        : 'Drop some above. Their thumbnails appear here as they are made.'}
    </p>
  </div>
);
