import type { DayRange } from '../api/api-client.ts';
import { lastDays } from './day-range.ts';

interface RangePickerProps {
  readonly range: DayRange;
  readonly onChange: (range: DayRange) => void;
}

export const PRESET_DAYS = [7, 30, 90] as const;

/** Days from and to, and the usual ranges at one press. */
export function RangePicker({ range, onChange }: RangePickerProps) {
  const change = (changed: Partial<DayRange>) => {
    const next = { ...range, ...changed };
    if (next.from !== '' && next.to !== '' && next.from <= next.to) onChange(next);
  };
  return (
    <form class="filters" aria-label="Days" onSubmit={(event) => event.preventDefault()}>
      <div class="button-row" role="group" aria-label="Usual ranges">
        {PRESET_DAYS.map((dayCount) => {
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
              {dayCount} days
            </button>
          );
        })}
      </div>
      <label>
        From
        <input
          type="date"
          value={range.from}
          max={range.to}
          onChange={({ currentTarget }) => change({ from: currentTarget.value })}
        />
      </label>
      <label>
        To
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
