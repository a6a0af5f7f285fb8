import { useLocation } from 'preact-iso';
import { useEffect, useMemo } from 'preact/hooks';
import { withQuery } from '../api/api-client.ts';
import { errorSentence } from '../api/error-sentence.ts';
import { Notice } from '../elements/notice.tsx';
import { useChanges } from '../elements/use-changes.ts';
import { usePageTitle } from '../elements/use-page-title.ts';
import { useServices } from '../services.ts';
import { Timeline } from '../timeline/timeline.tsx';
import { FilterMenu } from './filter-menu.tsx';
import { filterOfAddress, type ImageFilter, isFiltered, queryOf } from './image-filter.ts';

/** The pictures that the filter in the page's address lets through. */
export function PicturesPage() {
  usePageTitle('Pictures');
  const { query, route } = useLocation();
  const { status = '', label = '', from = '', to = '' } = query;
  const filter = useMemo(
    () => filterOfAddress(new URLSearchParams({ status, label, from, to })),
    [status, label, from, to],
  );
  return (
    <div class="gallery">
      <h1 class="visually-hidden">Pictures</h1>
      <FilterMenu filter={filter} onChange={(next) => route(withQuery('/', queryOf(next)))} />
      <Gallery key={JSON.stringify(filter)} filter={filter} />
    </div>
  );
}

function Gallery({ filter }: { readonly filter: ImageFilter }) {
  const { timelines, follower } = useServices();
  const store = timelines.of(filter);
  useChanges(store);
  useEffect(() => {
    timelines.address = `${location.pathname}${location.search}`;
    void store.refresh([]);
  }, [store, timelines]);
  const blocks = store.blocks();
  const error = store.error();
  const isEmpty = blocks?.length === 0;
  useEffect(
    () => (isEmpty ? follower.subscribe(() => void store.refresh([])) : undefined),
    [isEmpty, follower, store],
  );
  return (
    <>
      {error !== null && (
        <Notice kind="error" action={{ label: 'Try again', run: () => void store.refresh([]) }}>
          {errorSentence(error)}
        </Notice>
      )}
      {blocks === null && error === null && (
        <div class="skeleton gallery-skeleton" role="status" aria-label="Loading pictures" />
      )}
      {isEmpty && <EmptyGallery isFiltered={isFiltered(filter)} />}
      {blocks !== null && !isEmpty && (
        <Timeline store={store} blocks={blocks} showsRemoved={filter.status === 'removed'} />
      )}
    </>
  );
}

const EmptyGallery = ({ isFiltered }: { readonly isFiltered: boolean }) => (
  <div class="empty">
    <p class="empty-title">{isFiltered ? 'No picture matches' : 'No pictures yet'}</p>
    <p class="quiet">
      {isFiltered
        ? 'Change or clear the filter.'
        : 'Drop some anywhere on this page, or press Upload. Thumbnails appear as they are made.'}
    </p>
  </div>
);
