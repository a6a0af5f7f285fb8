import type { AnalyticsQuestion } from '@miniatura/api-contract';
import { CHARTED_QUESTIONS } from '@miniatura/api-contract/question-charts';
import type { DayRange } from '../api/api-client.ts';
import type { ImageFilter } from '../images/image-filter.ts';
import type { Message } from '../language/spanish.ts';
import { daysOf } from './period.ts';

/** Returns the filter for the images of a value of a chart's column, in the selected range. */
type ImagesOf = (value: string, range: DayRange) => Partial<ImageFilter>;

export type QuestionView = (typeof CHARTED_QUESTIONS)[number] & {
  readonly imagesOf?: ImagesOf;
  /** Shown if the answer has no rows. */
  readonly emptyText: Message;
};

const ALL_DAYS = { from: '0001-01-01', to: '9999-12-31' } as const;

const IMAGES_OF: Partial<Readonly<Record<AnalyticsQuestion, ImagesOf>>> = {
  uploads: daysOf,
  labels: (label, { from, to }) => ({ label, from, to }),
  rejections: (_, { from, to }) => ({ status: 'rejected', from, to }),
  // The last copy may be younger than the range.
  'duplicates-daily': (period) => daysOf(period, ALL_DAYS),
  'processing-time': daysOf,
};

/** The texts of empty answers. They name what was not found, so that nobody takes it for missing data. */
const EMPTY_TEXTS: Partial<Readonly<Record<AnalyticsQuestion, Message>>> = {
  uploads: 'No image was uploaded on these days.',
  labels: 'No image of these days has a label other than colours and formats.',
  rejections: 'No image of these days was rejected.',
  moderation: 'Moderation found nothing in the images of these days.',
  'duplicates-daily': 'No image of these days is stored more than once.',
};

/** The dashboard's questions in their order, except `freshness`, which the headlines show. */
export const QUESTION_VIEWS: readonly QuestionView[] = CHARTED_QUESTIONS.map((charted) => {
  const imagesOf = IMAGES_OF[charted.question];
  const emptyText = EMPTY_TEXTS[charted.question] ?? 'There is no data for these days.';
  return { ...charted, ...(imagesOf && { imagesOf }), emptyText };
});
