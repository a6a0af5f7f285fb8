import { ANALYTICS_QUESTIONS } from '@miniatura/api-contract';
import type { Endpoints } from '@miniatura/local';
import { accessTokenOf } from '../access-token.ts';

export interface Answered {
  readonly question: (typeof ANALYTICS_QUESTIONS)[number];
  /** HTTP status; 200 unless the question failed. */
  readonly status: number;
  readonly durationMs: number;
}

/** Asks a stack all questions of the dashboard at once, as the page does for an analyst. */
export async function askDashboard(endpoints: Endpoints): Promise<readonly Answered[]> {
  const authorization = `Bearer ${await accessTokenOf(endpoints, 'ida')}`;
  return Promise.all(
    ANALYTICS_QUESTIONS.map(async (question): Promise<Answered> => {
      const startedAt = performance.now();
      const url = `${endpoints.api}/analytics/${question}`;
      const response = await fetch(url, { headers: { authorization } });
      await response.text();
      return { question, status: response.status, durationMs: performance.now() - startedAt };
    }),
  );
}
