import { useCallback, useEffect, useState } from 'preact/hooks';

export interface Answer<T> {
  /** Undefined until it is here; the last one stays while a newer one is under way. */
  readonly value: T | undefined;
  readonly error: unknown;
  readonly ask: () => void;
}

/** What `question` resolves to, asked at once and again when `question` is another function. */
export function useAnswer<T>(question: () => Promise<T>): Answer<T> {
  const [state, setState] = useState<{ readonly value: T | undefined; readonly error: unknown }>({
    value: undefined,
    error: null,
  });
  const [askCount, setAskCount] = useState(0);
  useEffect(() => {
    let isWanted = true;
    question().then(
      (value) => isWanted && setState({ value, error: null }),
      (error: unknown) => isWanted && setState((before) => ({ ...before, error })),
    );
    return () => {
      isWanted = false;
    };
  }, [question, askCount]);
  const ask = useCallback(() => setAskCount((count) => count + 1), []);
  return { ...state, ask };
}
