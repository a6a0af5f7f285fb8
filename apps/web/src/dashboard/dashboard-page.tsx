import { useState } from 'preact/hooks';
import { Notice } from '../elements/notice.tsx';
import { usePageTitle } from '../elements/use-page-title.ts';
import { useServices } from '../services.ts';
import { lastDays } from './day-range.ts';
import { Headlines } from './headlines.tsx';
import { QuestionPanel } from './question-panel.tsx';
import { QUESTION_VIEWS } from './question-views.ts';
import { RangePicker } from './range-picker.tsx';

const FIRST_DAY_COUNT = 30;

/** What the warehouse knows, for analysts and admins. */
export function DashboardPage() {
  usePageTitle('Dashboard');
  const { me } = useServices();
  const [range, setRange] = useState(() => lastDays(FIRST_DAY_COUNT));
  if (me.groups.length === 0) {
    return <Notice kind="info">The dashboard is for analysts and admins.</Notice>;
  }
  return (
    <>
      <header class="section-header">
        <h1>Dashboard</h1>
        <RangePicker range={range} onChange={setRange} />
      </header>
      <Headlines range={range} />
      <div class="questions">
        {QUESTION_VIEWS.map((view) => (
          <QuestionPanel key={view.question} view={view} range={range} />
        ))}
      </div>
    </>
  );
}
