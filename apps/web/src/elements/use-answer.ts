import { useCallback, useEffect, useState } from 'preact/hooks';

export interface Answer<T> {
  /** Undefined until it is here; the last one stays while a newer one is under way. */
  readonly value: T | undefined;
  readonly error: unknown;
  /** Whether an answer is under way. */
  readonly isAsking: boolean;
  readonly ask: () => void;
}

/** What `question` resolves to, asked at once and again when `question` is another function. */
export function useAnswer<T>(question: () => Promise<T>): Answer<T> {
  const [state, setState] = useState<Omit<Answer<T>, 'ask'>>({
    value: undefined,
    error: null,
    isAsking: true,
  });
  const [askCount, setAskCount] = useState(0);
  useEffect(() => {
    let isWanted = true;
    setState((before) => (before.isAsking ? before : { ...before, isAsking: true }));
    question().then(
      (value) => isWanted && setState({ value, error: null, isAsking: false }),
      (error: unknown) => isWanted && setState((before) => ({ ...before, error, isAsking: false })),
    );
    return () => {
      isWanted = false;
    };
  }, [question, askCount]);
  const ask = useCallback(() => setAskCount((count) => count + 1), []);
  return { ...state, ask };
}
