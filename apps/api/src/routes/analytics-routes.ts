import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import {
  analyticsAnswerSchema,
  analyticsParamsSchema,
  analyticsQuerySchema,
} from '@miniatura/api-contract';
import type { AnswerQuestion } from '../analytics/answer-questions.ts';
import { toCsv } from '../analytics/to-csv.ts';
import { ApiError } from '../errors.ts';
import { isAccepted } from '../require-accepted.ts';
import { seesAnalytics } from '../user.ts';
import type { ApiEnv } from './api-env.ts';
import { ANALYTICS_ANSWER } from './examples.ts';
import { SIGNED_IN } from './new-api.ts';
import { problemAnswers, SIGNED_IN_PROBLEM } from './problem-answers.ts';

const analyticsRoute = createRoute({
  method: 'get',
  path: '/analytics/{question}',
  operationId: 'answerQuestion',
  summary: "Answers one of the dashboard's questions from the warehouse",
  security: SIGNED_IN,
  request: { params: analyticsParamsSchema, query: analyticsQuerySchema },
  responses: {
    200: {
      description: 'The answer as JSON, or as CSV for download',
      content: {
        'application/json': { schema: analyticsAnswerSchema, example: ANALYTICS_ANSWER },
        'text/csv': { schema: z.string(), example: 'label,image_count\r\nDog,12\r\n' },
      },
    },
    ...problemAnswers('invalid-request', 'forbidden', 'not-acceptable', ...SIGNED_IN_PROBLEM),
  },
});

export function addAnalyticsRoutes(
  api: OpenAPIHono<ApiEnv>,
  { answerQuestion }: { readonly answerQuestion: AnswerQuestion },
): void {
  api.use('/analytics/*', async (c, next) => {
    if (!seesAnalytics(c.get('user'))) {
      throw new ApiError('forbidden', 'Expected a user of the group analyst or admin');
    }
    await next();
  });
  api.openapi(analyticsRoute, async (c) => {
    const { question } = c.req.valid('param');
    const { format, from, to } = c.req.valid('query');
    const answer = await answerQuestion(question, { from, to });
    if ((format ?? acceptedFormat(c.req.header('accept'))) === 'json') return c.json(answer, 200);
    return c.body(toCsv(answer), 200, {
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-disposition': `attachment; filename="${question}.csv"`,
    });
  });
}

function acceptedFormat(accept: string | undefined): 'json' | 'csv' {
  const isCsv = isAccepted('text/csv', accept) && !isAccepted('application/json', accept);
  return isCsv ? 'csv' : 'json';
}
