import { useCallback, useEffect, useState } from 'preact/hooks';

export interface Answer<T> {
  /**
   * Undefined until the first answer arrives; the last answer remains while a new one is fetched.
   */
  readonly value: T | undefined;
  readonly error: unknown;
  /** True while an answer is fetched. */
  readonly isAsking: boolean;
  readonly ask: () => void;
}

/**
 * Returns the result of `question`, which is called at once, and again when it is another function.
 */
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
