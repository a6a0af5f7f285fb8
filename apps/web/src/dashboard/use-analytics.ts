import type { AnalyticsAnswer, AnalyticsQuestion } from '@miniatura/api-contract';
import { useCallback } from 'preact/hooks';
import type { DayRange } from '../api/api-client.ts';
import { type Answer, useAnswer } from '../elements/use-answer.ts';
import { useVisibleInterval } from '../elements/use-visible-interval.ts';
import { useServices } from '../services.ts';

/** Where the API could not say when to ask again. */
const RETRY_MS = 60_000;

/** An answer of the warehouse, asked anew as often as the API says, while somebody looks. */
export function useAnalytics(
  question: AnalyticsQuestion,
  { from, to }: DayRange,
): Answer<AnalyticsAnswer> {
  const { api } = useServices();
  const answer = useAnswer(
    useCallback(() => api.ask(question, { from, to }), [api, question, from, to]),
  );
  const refreshAfterSeconds = answer.value?.refreshAfterSeconds;
  useVisibleInterval(
    answer.ask,
    refreshAfterSeconds === undefined ? RETRY_MS : refreshAfterSeconds * 1000,
  );
  return answer;
}
