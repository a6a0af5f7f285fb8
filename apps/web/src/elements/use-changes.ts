import { useEffect, useReducer } from 'preact/hooks';

interface ChangeSource {
  /** Calls `listener` after each change. Returns a function that unsubscribes. */
  readonly subscribe: (listener: () => void) => () => void;
}

/** Renders the component again after each change of a source. Returns the number of changes. */
export function useChanges(source: ChangeSource | null): number {
  const [count, increment] = useReducer<number, void>((before) => before + 1, 0);
  useEffect(() => source?.subscribe(() => increment()), [source]);
  return count;
}
