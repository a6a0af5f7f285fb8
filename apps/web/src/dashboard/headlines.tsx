import type { AnalyticsAnswer } from '@miniatura/api-contract';
import { formatBytes, formatNumber, formatTime } from '../elements/format-values.ts';
import { t } from '../language/language.ts';
import { columnSum, lastCell } from './chart-data.ts';
import { comparison } from './comparison.ts';
import { rangeBefore } from './day-range.ts';
import { type AnalyticsScope, useAnalytics } from './use-analytics.ts';

interface HeadlinesProps {
  readonly scope: AnalyticsScope;
  readonly loadedAt: string;
  readonly freshness: AnalyticsAnswer;
}

/** Shows the age of the data, and the most important numbers. */
export function Headlines({ scope, loadedAt, freshness }: HeadlinesProps) {
  const { value: uploads, isAsking: isAskingUploads } = useAnalytics('uploads', scope);
  const { value: storage, isAsking: isAskingStorage } = useAnalytics('storage', scope);
  const before = { ...scope, ...rangeBefore(scope) };
  const { value: earlier, isAsking: isAskingEarlier } = useAnalytics('uploads', before);
  const compared = (column: string) =>
    uploads && earlier && comparison(columnSum(uploads, column), columnSum(earlier, column));
  return (
    <>
      <p class="quiet" role="status">
        {t('As of {time}; newer images appear after the next load.', {
          time: formatTime(loadedAt),
        })}
      </p>
      <dl class="headlines" aria-busy={isAskingUploads || isAskingStorage || isAskingEarlier}>
        <Headline
          name={t('Uploaded')}
          value={uploads && formatNumber(columnSum(uploads, 'upload_count'))}
          comparison={compared('upload_count')}
        />
        <Headline
          name={t('Rejections')}
          value={uploads && formatNumber(columnSum(uploads, 'rejected_count'))}
          comparison={compared('rejected_count')}
        />
        <Headline
          name={t('Originals stored')}
          value={storage && formatBytes(Number(lastCell(storage, 'byte_count')))}
        />
        <Headline
          name={t('Images ever uploaded')}
          value={formatNumber(Number(lastCell(freshness, 'image_count')))}
        />
      </dl>
    </>
  );
}

interface HeadlineProps {
  readonly name: string;
  readonly value: string | undefined;
  readonly comparison?: string | undefined;
}

function Headline({ name, value, comparison }: HeadlineProps) {
  return (
    <div class="headline">
      <dt>{name}</dt>
      <dd>{value ?? '…'}</dd>
      {comparison !== undefined && <dd class="comparison">{comparison}</dd>}
    </div>
  );
}
