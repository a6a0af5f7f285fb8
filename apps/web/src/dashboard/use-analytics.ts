import type { AnalyticsAnswer, AnalyticsQuestion } from '@miniatura/api-contract';
import { useCallback } from 'preact/hooks';
import type { DayRange } from '../api/api-client.ts';
import { type Answer, useAnswer } from '../elements/use-answer.ts';
import { useVisibleInterval } from '../elements/use-visible-interval.ts';
import { useServices } from '../services.ts';

/** The range of days of a question, and the batch on which its answer is based. */
export interface AnalyticsScope extends DayRange {
  /** When the newest batch was loaded; a new value repeats the question. */
  readonly loadedAt: string | null;
}

/** Retry interval if the API does not return one, as before the first load. */
const RETRY_MS = 10_000;

/** Returns an answer of the warehouse, and asks again when its scope changes. */
export function useAnalytics(
  question: AnalyticsQuestion,
  { from, to, loadedAt }: AnalyticsScope,
): Answer<AnalyticsAnswer> {
  const { api } = useServices();
  return useAnswer(
    useCallback(
      () => api.ask(question, { from, to }),
      // The answer to the same question changes with each load.
      [api, question, from, to, loadedAt],
    ),
  );
}

/** Returns how fresh the warehouse is. This question is repeated while the page is visible. */
export function useFreshness(range: DayRange): Answer<AnalyticsAnswer> {
  const answer = useAnalytics('freshness', { ...range, loadedAt: null });
  const refreshAfterSeconds = answer.value?.refreshAfterSeconds;
  useVisibleInterval(
    answer.ask,
    refreshAfterSeconds === undefined ? RETRY_MS : refreshAfterSeconds * 1000,
  );
  return answer;
}
