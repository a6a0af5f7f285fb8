import type { ComponentChildren } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import { errorSentence } from '../api/error-sentence.ts';
import { Icon } from '../elements/icon.tsx';
import { Notice } from '../elements/notice.tsx';
import { useChanges } from '../elements/use-changes.ts';
import { t } from '../language/language.ts';
import { createSelection } from '../selection/create-selection.ts';
import { SelectionBar } from '../selection/selection-bar.tsx';
import { useServices } from '../services.ts';
import { Timeline } from '../timeline/timeline.tsx';
import type { ImageFilter } from './image-filter.ts';

interface GalleryProps {
  readonly filter: ImageFilter;
  /** Content beside the button that starts a selection. */
  readonly menu?: ComponentChildren;
  /** Content if there are no images. */
  readonly children: ComponentChildren;
}

/** Shows the images that match a filter, and lets the user select some. */
export function Gallery({ filter, menu, children }: GalleryProps) {
  const { timelines, follower } = useServices();
  const store = timelines.of(filter);
  const selection = useMemo(createSelection, [store]);
  const isTrash = filter.status === 'trashed';
  useChanges(store);
  useEffect(() => {
    if (!isTrash) timelines.address = `${location.pathname}${location.search}`;
    void store.refresh([]);
  }, [store, timelines, isTrash]);
  const blocks = store.blocks();
  const error = store.error();
  const isEmpty = blocks?.length === 0;
  useEffect(
    () => (isEmpty ? follower.subscribe(() => void store.refresh([])) : undefined),
    [isEmpty, follower, store],
  );
  return (
    <>
      <div class="gallery-menu">
        {blocks !== null && !isEmpty && (
          <button
            type="button"
            class="button small choose-button"
            aria-label={t('Choose')}
            onClick={selection.start}
          >
            <Icon name="check" /> <span class="filter-name">{t('Choose')}</span>
          </button>
        )}
        {menu}
      </div>
      <SelectionBar
        selection={selection}
        isTrash={isTrash}
        onChange={() => void store.refresh(blocks?.filter((block) => store.imagesOf(block)) ?? [])}
      />
      {error !== null && (
        <Notice kind="error" action={{ label: t('Try again'), run: () => void store.refresh([]) }}>
          {errorSentence(error)}
        </Notice>
      )}
      {blocks === null && error === null && (
        <div class="skeleton gallery-skeleton" role="status" aria-label={t('Loading images')} />
      )}
      {isEmpty && children}
      {blocks !== null && !isEmpty && (
        <Timeline
          key={JSON.stringify(filter)}
          store={store}
          blocks={blocks}
          showsRemoved={filter.status === 'removed'}
          selection={selection}
        />
      )}
    </>
  );
}
