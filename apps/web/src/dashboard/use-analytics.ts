import type { AnalyticsAnswer, AnalyticsQuestion } from '@miniatura/api-contract';
import { useCallback } from 'preact/hooks';
import type { DayRange } from '../api/api-client.ts';
import { type Answer, useAnswer } from '../elements/use-answer.ts';
import { useVisibleInterval } from '../elements/use-visible-interval.ts';
import { useServices } from '../services.ts';

/** What the warehouse is asked: of which days, and as it was loaded when. */
export interface AnalyticsScope extends DayRange {
  /** When the newest batch was loaded; another time has the question asked anew. */
  readonly loadedAt: string | null;
}

/** Where the API could not say when to ask again, as before the very first load. */
const RETRY_MS = 10_000;

/** An answer of the warehouse, asked anew whenever its scope changes. */
export function useAnalytics(
  question: AnalyticsQuestion,
  { from, to, loadedAt }: AnalyticsScope,
): Answer<AnalyticsAnswer> {
  const { api } = useServices();
  return useAnswer(
    useCallback(
      () => api.ask(question, { from, to }),
      // A newer load gives the same question another answer.
      [api, question, from, to, loadedAt],
    ),
  );
}

/** How fresh the warehouse is: the one question that is asked again and again, while visible. */
export function useFreshness(range: DayRange): Answer<AnalyticsAnswer> {
  const answer = useAnalytics('freshness', { ...range, loadedAt: null });
  const refreshAfterSeconds = answer.value?.refreshAfterSeconds;
  useVisibleInterval(
    answer.ask,
    refreshAfterSeconds === undefined ? RETRY_MS : refreshAfterSeconds * 1000,
  );
  return answer;
}
