import type { AnalyticsQuestion } from './analytics.ts';

export interface ChartSeries {
  /** Column of the answer. */
  readonly column: string;
  readonly title: string;
}

/** Defines how an answer is drawn. */
export interface QuestionChart {
  readonly kind: 'bar' | 'line' | 'ranking';
  /** Column of the answer that rows are grouped by. */
  readonly by: string;
  readonly series: readonly ChartSeries[];
  readonly unit: 'count' | 'bytes' | 'seconds' | 'dollars';
  /** How the values of several rows or days become one. */
  readonly combine: 'sum' | 'last' | 'median';
}

export interface ChartedQuestion {
  readonly question: AnalyticsQuestion;
  readonly title: string;
  readonly explanation: string;
  readonly chart: QuestionChart;
}

/** A ranking with more bars is not readable. */
export const MAX_RANKS = 12;

/**
 * The questions that a dashboard draws, in their order: on the page and in QuickSight. `freshness`
 * is a single row and has no chart.
 */
export const CHARTED_QUESTIONS = [
  {
    question: 'uploads',
    title: 'Uploads',
    explanation: 'Images uploaded, and how many of them were rejected.',
    chart: {
      kind: 'bar',
      by: 'day',
      series: [
        { column: 'upload_count', title: 'Uploaded' },
        { column: 'rejected_count', title: 'Rejected' },
      ],
      unit: 'count',
      combine: 'sum',
    },
  },
  {
    question: 'labels',
    title: 'Popular labels',
    explanation: 'What the model sees most often, without colours and formats.',
    chart: {
      kind: 'ranking',
      by: 'label',
      series: [{ column: 'image_count', title: 'Images' }],
      unit: 'count',
      combine: 'sum',
    },
  },
  {
    question: 'storage',
    title: 'Storage',
    explanation: 'Bytes stored at the last load of each day.',
    chart: {
      kind: 'line',
      by: 'day',
      series: [
        { column: 'byte_count', title: 'Originals' },
        { column: 'rendition_byte_count', title: 'Thumbnails' },
      ],
      unit: 'bytes',
      combine: 'last',
    },
  },
  {
    question: 'rejections',
    title: 'Rejections',
    explanation: 'Why images were rejected.',
    chart: {
      kind: 'ranking',
      by: 'rejection_code',
      series: [{ column: 'image_count', title: 'Images' }],
      unit: 'count',
      combine: 'sum',
    },
  },
  {
    question: 'moderation',
    title: 'Moderation',
    explanation: 'What the moderation model found.',
    chart: {
      kind: 'ranking',
      by: 'label',
      series: [{ column: 'image_count', title: 'Images' }],
      unit: 'count',
      combine: 'sum',
    },
  },
  {
    question: 'duplicates-daily',
    title: 'Duplicates',
    explanation:
      'Images that are stored more than once, byte by byte the same, by the day of the last copy.',
    chart: {
      kind: 'bar',
      by: 'day',
      series: [{ column: 'wasted_byte_count', title: 'Bytes of copies' }],
      unit: 'bytes',
      combine: 'sum',
    },
  },
  {
    question: 'processing-time',
    title: 'Time to a thumbnail',
    explanation: 'Seconds from the upload to the thumbnails: half, and 95 of 100, took no longer.',
    chart: {
      kind: 'line',
      by: 'day',
      series: [
        { column: 'median_seconds', title: 'Median' },
        { column: 'p95_seconds', title: '95th percentile' },
      ],
      unit: 'seconds',
      combine: 'median',
    },
  },
  {
    question: 'cost',
    title: 'Cost of analysis',
    explanation: 'US dollars at list prices.',
    chart: {
      kind: 'bar',
      by: 'day',
      series: [{ column: 'cost_usd', title: 'Cost' }],
      unit: 'dollars',
      combine: 'sum',
    },
  },
] as const satisfies readonly ChartedQuestion[];
