import { useEffect } from 'preact/hooks';
import { useChanges } from '../elements/use-changes.ts';
import { useServices } from '../services.ts';
import { type Neighbours, neighboursOf, NO_NEIGHBOURS } from '../timeline/neighbours-of.ts';

/** Returns the neighbours of an image in the last gallery; none if no gallery was shown. */
export function useNeighbours(imageId: string): Neighbours {
  const { timelines, deletedImageIds } = useServices();
  const store = timelines.last();
  useChanges(store);
  const neighbours =
    store === null ? NO_NEIGHBOURS : neighboursOf(store, imageId, (id) => deletedImageIds.has(id));
  const missing = neighbours.missing.map(({ key }) => key).join();
  useEffect(() => {
    if (missing !== '') void store?.need(neighbours.missing);
  }, [store, missing]);
  return neighbours;
}
