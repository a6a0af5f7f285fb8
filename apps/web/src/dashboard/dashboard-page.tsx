import { useLocation } from 'preact-iso';
import { type DayRange, withQuery } from '../api/api-client.ts';
import { errorSentence } from '../api/error-sentence.ts';
import { Notice } from '../elements/notice.tsx';
import { usePageTitle } from '../elements/use-page-title.ts';
import { t } from '../language/language.ts';
import { useServices } from '../services.ts';
import { lastDays, rangeOfAddress } from './day-range.ts';
import { Headlines } from './headlines.tsx';
import { QuestionPanel } from './question-panel.tsx';
import { QUESTION_VIEWS } from './question-views.ts';
import { RangePicker } from './range-picker.tsx';
import { useFreshness } from './use-analytics.ts';

const FIRST_DAY_COUNT = 30;

/** Shows data of the warehouse to analysts and admins. */
export function DashboardPage() {
  usePageTitle(t('Dashboard'));
  const { me } = useServices();
  return me.groups.length === 0 ? (
    <Notice kind="info">{t('The dashboard is for analysts and admins.')}</Notice>
  ) : (
    <Dashboard />
  );
}

function Dashboard() {
  const { query, route } = useLocation();
  const range = rangeOfAddress(query) ?? lastDays(FIRST_DAY_COUNT);
  // In the address, so that Back returns from the images of a bar to the same days.
  const setRange = ({ from, to }: DayRange) => route(withQuery('/dashboard', { from, to }), true);
  const { value: freshness, error, ask } = useFreshness(range);
  const loadedAt = freshness?.freshAsOf ?? null;
  const scope = { ...range, loadedAt };
  return (
    <>
      <header class="section-header">
        <h1>{t('Dashboard')}</h1>
        <RangePicker range={range} onChange={setRange} />
      </header>
      {error !== null && (
        <Notice kind="error" action={{ label: t('Try again'), run: ask }}>
          {errorSentence(error)}
        </Notice>
      )}
      {freshness === undefined && error === null && (
        <div class="chart skeleton" role="status" aria-label={t('Loading data')} />
      )}
      {freshness !== undefined && loadedAt === null && (
        <Notice kind="info">
          {t(
            'The warehouse is still empty. This page shows the first images as soon as they are loaded.',
          )}
        </Notice>
      )}
      {freshness !== undefined && loadedAt !== null && (
        <>
          <Headlines scope={scope} loadedAt={loadedAt} freshness={freshness} />
          <div class="questions">
            {QUESTION_VIEWS.map((view) => (
              <QuestionPanel key={view.question} view={view} scope={scope} />
            ))}
          </div>
        </>
      )}
    </>
  );
}
