import type { DayRange } from '../api/api-client.ts';
import { formatBytes, formatNumber, formatTime } from '../elements/format-values.ts';
import { columnSum, lastCell } from './chart-data.ts';
import { useAnalytics } from './use-analytics.ts';

/** How old the data is, and the few numbers that matter most. */
export function Headlines({ range }: { readonly range: DayRange }) {
  const uploads = useAnalytics('uploads', range).value;
  const storage = useAnalytics('storage', range).value;
  const freshness = useAnalytics('freshness', range).value;
  const bytes = Number(storage === undefined ? 0 : lastCell(storage, 'byte_count'));
  const loadedAt = freshness?.freshAsOf ?? uploads?.freshAsOf ?? null;
  return (
    <>
      <p class="quiet" role="status">
        {loadedAt === null
          ? 'Nothing has been loaded into the warehouse yet.'
          : `As of ${formatTime(loadedAt)}. New pictures come with the next load, by themselves.`}
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
        <Headline name="Originals stored" value={storage && formatBytes(bytes)} />
        <Headline
          name="Pictures known"
          value={freshness && formatNumber(Number(lastCell(freshness, 'image_count')))}
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
