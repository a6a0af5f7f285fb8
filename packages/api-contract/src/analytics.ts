import * as z from 'zod';
import { daySchema, timeSchema } from './scalars.ts';

/** The dashboard's questions in their order. */
export const ANALYTICS_QUESTIONS = [
  'uploads',
  'labels',
  'storage',
  'rejections',
  'moderation',
  'duplicates',
  'duplicates-daily',
  'freshness',
  'processing-time',
  'cost',
] as const;
export type AnalyticsQuestion = (typeof ANALYTICS_QUESTIONS)[number];

export const COLUMN_TYPES = ['string', 'number', 'boolean', 'date', 'time'] as const;
export const ANSWER_FORMATS = ['json', 'csv'] as const;

export const analyticsParamsSchema = z.object({ question: z.enum(ANALYTICS_QUESTIONS) });

/** The parameters of `GET /analytics/{question}`. */
export const analyticsQuerySchema = z.strictObject({
  from: daySchema.optional().describe('The first day; questions about the present have none'),
  to: daySchema.optional().describe('The last day; it is included'),
  format: z
    .enum(ANSWER_FORMATS)
    .optional()
    .describe('By default JSON, or CSV if the Accept header allows only that'),
});
export type AnalyticsQuery = Readonly<z.input<typeof analyticsQuerySchema>>;

export const analyticsAnswerSchema = z
  .object({
    question: z.enum(ANALYTICS_QUESTIONS),
    columns: z.array(z.object({ name: z.string(), type: z.enum(COLUMN_TYPES) })),
    /** One cell per column. Dates are `YYYY-MM-DD`, times ISO 8601 in UTC. */
    rows: z.array(z.array(z.union([z.string(), z.number(), z.boolean(), z.null()]))),
    /**
     * The time until which every change is loaded, or that of the newest batch if it is later; null
     * before the first load.
     */
    freshAsOf: timeSchema.nullable(),
    /** Earlier requests get the same answer from a cache. */
    refreshAfterSeconds: z.number().int().positive(),
  })
  .meta({ id: 'AnalyticsAnswer' });
export type AnalyticsAnswer = Readonly<z.infer<typeof analyticsAnswerSchema>>;
