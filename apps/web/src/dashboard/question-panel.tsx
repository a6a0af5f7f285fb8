import { useLocation } from 'preact-iso';
import { useId, useMemo, useState } from 'preact/hooks';
import { withQuery } from '../api/api-client.ts';
import { errorSentence } from '../api/error-sentence.ts';
import { Notice } from '../elements/notice.tsx';
import { saveFile } from '../elements/save-file.ts';
import { NO_FILTER, queryOf } from '../images/image-filter.ts';
import { t } from '../language/language.ts';
import { useServices } from '../services.ts';
import { AnswerTable } from './answer-table.tsx';
import { type ChartData, chartDataOf } from './chart-data.ts';
import { Chart } from './chart.tsx';
import type { QuestionView } from './question-views.ts';
import { type AnalyticsScope, useAnalytics } from './use-analytics.ts';

interface QuestionPanelProps {
  readonly view: QuestionView;
  readonly scope: AnalyticsScope;
}

/** Shows a question with its answer as a chart or a table, and offers the answer as a file. */
export function QuestionPanel({ view, scope }: QuestionPanelProps) {
  const { api, me } = useServices();
  const { route } = useLocation();
  const titleId = useId();
  const [isTableWanted, setTableWanted] = useState(false);
  const [downloadError, setDownloadError] = useState<unknown>(null);
  const { value: answer, error, isAsking, ask } = useAnalytics(view.question, scope);
  const { chart, question } = view;
  const title = t(view.title);
  const data = useMemo(
    () => (answer ? chartDataOf(answer, chart, scope.to) : null),
    [answer, chart, scope.to],
  );
  const isTable = isTableWanted || data === null;
  // Only admins can see images of other users.
  const isLinked = me.groups.includes('admin') && view.imagesOf !== undefined;
  const addressOf = isLinked
    ? (value: string) =>
        withQuery('/', queryOf({ ...NO_FILTER, ...view.imagesOf?.(value, scope), zone: 'utc' }))
    : undefined;
  const openImages = addressOf && ((value: string) => route(addressOf(value)));
  const download = () =>
    api
      .askForCsv(question, { from: scope.from, to: scope.to })
      .then((csv) => saveFile(csv, `${question}-${scope.from}-${scope.to}.csv`))
      .then(() => setDownloadError(null), setDownloadError);
  return (
    <section
      class="panel question"
      data-question={question}
      aria-labelledby={titleId}
      aria-busy={isAsking}
    >
      {isAsking && <progress class="asking" aria-label={t('Asking for {title}', { title })} />}
      <header class="panel-header">
        <h2 id={titleId}>{title}</h2>
        <div class="button-row">
          {data !== null && (
            <button
              type="button"
              class="button small"
              aria-pressed={isTableWanted}
              aria-label={t('{title} as a table', { title })}
              onClick={() => setTableWanted(!isTableWanted)}
            >
              {t('Table')}
            </button>
          )}
          <button
            type="button"
            class="button small"
            aria-label={t('Download {title} as CSV', { title })}
            onClick={download}
          >
            CSV
          </button>
        </div>
      </header>
      <p class="quiet">
        {t(view.explanation)} {data !== null && !isTable && periodNote(data, view)}
      </p>
      {(error ?? downloadError) !== null && (
        <Notice
          kind="error"
          action={{ label: t('Try again'), run: error === null ? download : ask }}
        >
          {errorSentence(error ?? downloadError)}
        </Notice>
      )}
      {answer === undefined && error === null && <div class="chart skeleton" />}
      {answer?.rows.length === 0 && <p class="empty quiet">{t(view.emptyText)}</p>}
      {answer !== undefined && answer.rows.length > 0 && (
        <>
          {isTable ? (
            <AnswerTable
              title={title}
              answer={answer}
              link={addressOf && { column: chart.by, addressOf }}
            />
          ) : (
            <Chart title={title} data={data} view={chart} onPress={openImages} />
          )}
        </>
      )}
    </section>
  );
}

/** Explains what a bar or a point of a long range stands for; empty for days. */
function periodNote({ periodLength }: ChartData, { chart }: QuestionView): string {
  if (periodLength === null || periodLength === 'day') return '';
  return t(PERIOD_NOTES[chart.combine][periodLength]);
}

const PERIOD_NOTES = {
  sum: { week: 'Each bar is a week.', month: 'Each bar is a month.' },
  last: {
    week: 'Each point is the last known day of a week.',
    month: 'Each point is the last known day of a month.',
  },
  median: {
    week: 'Each point is the median day of a week.',
    month: 'Each point is the median day of a month.',
  },
} as const;
