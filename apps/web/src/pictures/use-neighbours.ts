import { useEffect, useReducer } from 'preact/hooks';
import { useServices } from '../services.ts';
import { type Neighbours, neighboursOf } from '../timeline/neighbours-of.ts';

/** The pictures beside one in the gallery that was shown last; none where none was. */
export function useNeighbours(imageId: string): Neighbours {
  const { timelines, deletedImageIds } = useServices();
  const store = timelines.last();
  const [, renew] = useReducer<number, void>((count) => count + 1, 0);
  useEffect(() => store?.subscribe(() => renew()), [store]);
  const neighbours =
    store === null
      ? { previous: null, next: null, missing: [] }
      : neighboursOf(store, imageId, (id) => deletedImageIds.has(id));
  const missing = neighbours.missing.map(({ key }) => key).join();
  useEffect(() => {
    if (missing !== '') store?.need(neighbours.missing);
  }, [store, missing]);
  return neighbours;
}
