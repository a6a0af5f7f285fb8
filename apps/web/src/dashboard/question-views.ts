import type { AnalyticsQuestion } from '@miniatura/api-contract';
import type { DayRange } from '../api/api-client.ts';
import type { ImageFilter } from '../images/image-filter.ts';
import { lastDayOf } from './day-range.ts';

export interface SeriesView {
  /** Column of the answer. */
  readonly column: string;
  readonly title: string;
}

/** Defines how an answer is drawn. An answer without these columns is shown only as a table. */
export interface ChartView {
  readonly kind: 'bar' | 'line' | 'ranking';
  /** Column of the answer that rows are grouped by. */
  readonly by: string;
  readonly series: readonly SeriesView[];
  readonly unit: 'count' | 'bytes' | 'seconds' | 'dollars';
}

export interface QuestionView {
  readonly question: AnalyticsQuestion;
  readonly title: string;
  readonly explanation: string;
  readonly chart?: ChartView;
  /** Returns the filter for the images of a value of the column `by`, in the selected range. */
  readonly imagesOf?: (value: string, range: DayRange) => Partial<ImageFilter>;
}

/** Returns the filter for a day, or for a month such as `2026-11`. */
function imagesOfDay(day: string): Partial<ImageFilter> {
  return day.length === 'YYYY-MM'.length
    ? { from: `${day}-01`, to: lastDayOf(day) }
    : { from: day, to: day };
}
const imagesOfLabel = (label: string, { from, to }: DayRange) => ({ label, from, to });

/** The dashboard's questions in their order, except `freshness`, which the headlines show. */
export const QUESTION_VIEWS: readonly QuestionView[] = [
  {
    question: 'uploads',
    title: 'Uploads',
    explanation: 'Images uploaded each day, and how many of them were rejected.',
    chart: {
      kind: 'bar',
      by: 'day',
      series: [
        { column: 'upload_count', title: 'Uploaded' },
        { column: 'rejected_count', title: 'Rejected' },
      ],
      unit: 'count',
    },
    imagesOf: imagesOfDay,
  },
  {
    question: 'labels',
    title: 'Popular labels',
    explanation: 'What the model sees most often.',
    chart: {
      kind: 'ranking',
      by: 'label',
      series: [{ column: 'image_count', title: 'Images' }],
      unit: 'count',
    },
    imagesOf: imagesOfLabel,
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
    },
    imagesOf: (_, { from, to }) => ({ status: 'rejected', from, to }),
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
    },
  },
  {
    question: 'duplicates',
    title: 'Duplicates',
    explanation:
      'Pictures that are stored more than once, byte by byte the same, by the day of the last copy.',
    chart: {
      kind: 'bar',
      by: 'last_day',
      series: [{ column: 'wasted_byte_count', title: 'Bytes of copies' }],
      unit: 'bytes',
    },
  },
  {
    question: 'processing-time',
    title: 'Time to a thumbnail',
    explanation: 'Seconds from the upload to the thumbnails: median and 95th percentile.',
    chart: {
      kind: 'line',
      by: 'day',
      series: [
        { column: 'median_seconds', title: 'Median' },
        { column: 'p95_seconds', title: '95th percentile' },
      ],
      unit: 'seconds',
    },
  },
  {
    question: 'cost',
    title: 'Cost of analysis',
    explanation: 'US dollars at list prices, each day.',
    chart: {
      kind: 'bar',
      by: 'day',
      series: [{ column: 'cost_usd', title: 'Cost' }],
      unit: 'dollars',
    },
  },
];
