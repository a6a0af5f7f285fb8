import type { DayRange } from '../api/api-client.ts';
import { t } from '../language/language.ts';
import { isRange, lastDays } from './day-range.ts';

interface RangePickerProps {
  readonly range: DayRange;
  readonly onChange: (range: DayRange) => void;
}

const PRESETS = [
  { dayCount: 7, name: '7 days' },
  { dayCount: 30, name: '30 days' },
  { dayCount: 90, name: '90 days' },
  { dayCount: 365, name: '1 year' },
  { dayCount: 1095, name: '3 years' },
] as const;

/** Selects a first and a last day, or one of the common ranges. */
export function RangePicker({ range, onChange }: RangePickerProps) {
  const change = (changed: Partial<DayRange>) => {
    const next = { ...range, ...changed };
    // While a year is typed, the day is in an early year, such as 0002.
    if (isRange(next)) onChange(next);
  };
  return (
    <form class="filters" aria-label={t('Days')} onSubmit={(event) => event.preventDefault()}>
      <div class="button-row" role="group" aria-label={t('Usual ranges')}>
        {PRESETS.map(({ dayCount, name }) => {
          const preset = lastDays(dayCount);
          const isChosen = preset.from === range.from && preset.to === range.to;
          return (
            <button
              key={dayCount}
              type="button"
              class="button"
              aria-pressed={isChosen}
              onClick={() => onChange(preset)}
            >
              {t(name)}
            </button>
          );
        })}
      </div>
      <label>
        {t('From')}
        <input
          type="date"
          value={range.from}
          max={range.to}
          onChange={({ currentTarget }) => change({ from: currentTarget.value })}
        />
      </label>
      <label>
        {t('To')}
        <input
          type="date"
          value={range.to}
          min={range.from}
          onChange={({ currentTarget }) => change({ to: currentTarget.value })}
        />
      </label>
    </form>
  );
}
