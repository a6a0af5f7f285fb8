import type { AnalyticsAnswer } from '@miniatura/api-contract';
import { formatBytes, formatNumber, formatTime } from '../elements/format-values.ts';
import { columnSum, lastCell } from './chart-data.ts';
import { type AnalyticsScope, useAnalytics } from './use-analytics.ts';

interface HeadlinesProps {
  readonly scope: AnalyticsScope;
  readonly loadedAt: string;
  readonly freshness: AnalyticsAnswer;
}

/** How old the data is, and the few numbers that matter most. */
export function Headlines({ scope, loadedAt, freshness }: HeadlinesProps) {
  const uploads = useAnalytics('uploads', scope).value;
  const storage = useAnalytics('storage', scope).value;
  return (
    <>
      <p class="quiet" role="status">
        As of {formatTime(loadedAt)}. New pictures come with the next load, by themselves.
      </p>
      <dl class="headlines">
        <Headline
          name="Uploaded"
          value={uploads && formatNumber(columnSum(uploads, 'upload_count'))}
        />
        <Headline
          name="Refused"
          value={uploads && formatNumber(columnSum(uploads, 'rejected_count'))}
        />
        <Headline
          name="Originals stored"
          value={storage && formatBytes(Number(lastCell(storage, 'byte_count')))}
        />
        <Headline
          name="Pictures ever seen"
          value={formatNumber(Number(lastCell(freshness, 'image_count')))}
        />
      </dl>
    </>
  );
}

interface HeadlineProps {
  readonly name: string;
  readonly value: string | undefined;
}

const Headline = ({ name, value }: HeadlineProps) => (
  <div class="headline">
    <dt>{name}</dt>
    <dd>{value ?? '…'}</dd>
  </div>
);
