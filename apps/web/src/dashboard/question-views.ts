import type { AnalyticsQuestion } from '@miniatura/api-contract';
import { CHARTED_QUESTIONS } from '@miniatura/api-contract/question-charts';
import type { DayRange } from '../api/api-client.ts';
import type { ImageFilter } from '../images/image-filter.ts';
import { lastDayOf } from './day-range.ts';

/** Returns the filter for the images of a value of a chart's column, in the selected range. */
type ImagesOf = (value: string, range: DayRange) => Partial<ImageFilter>;

export type QuestionView = (typeof CHARTED_QUESTIONS)[number] & { readonly imagesOf?: ImagesOf };

/** Returns the filter for a day, or for a month such as `2026-11`. */
function imagesOfDay(day: string): Partial<ImageFilter> {
  return day.length === 'YYYY-MM'.length
    ? { from: `${day}-01`, to: lastDayOf(day) }
    : { from: day, to: day };
}

const IMAGES_OF: Partial<Readonly<Record<AnalyticsQuestion, ImagesOf>>> = {
  uploads: imagesOfDay,
  labels: (label, { from, to }) => ({ label, from, to }),
  rejections: (_, { from, to }) => ({ status: 'rejected', from, to }),
};

/** The dashboard's questions in their order, except `freshness`, which the headlines show. */
export const QUESTION_VIEWS: readonly QuestionView[] = CHARTED_QUESTIONS.map((charted) => {
  const imagesOf = IMAGES_OF[charted.question];
  return { ...charted, ...(imagesOf && { imagesOf }) };
});
