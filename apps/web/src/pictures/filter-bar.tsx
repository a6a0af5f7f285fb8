import { useEffect, useState } from 'preact/hooks';
import { STATUS_NAMES } from './picture-card.tsx';
import type { ImageFilter } from './use-images.ts';

interface FilterBarProps {
  readonly filter: ImageFilter;
  readonly onChange: (filter: ImageFilter) => void;
}

/** Typing a label does not ask the API at every letter. */
const TYPING_PAUSE_MS = 350;

export const NO_FILTER: ImageFilter = { status: '', label: '', from: '', to: '' };

export function FilterBar({ filter, onChange }: FilterBarProps) {
  const [label, setLabel] = useState(filter.label);
  useEffect(() => {
    if (label === filter.label) return undefined;
    const timer = setTimeout(() => onChange({ ...filter, label }), TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [label, filter, onChange]);
  return (
    <form class="filters" aria-label="Filter pictures" onSubmit={(event) => event.preventDefault()}>
      <label>
        Status
        <select
          value={filter.status}
          onChange={({ currentTarget }) =>
            onChange({ ...filter, status: currentTarget.value as ImageFilter['status'] })
          }
        >
          <option value="">All</option>
          {Object.entries(STATUS_NAMES).map(([status, name]) => (
            <option key={status} value={status}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label>
        Label
        <input
          type="search"
          value={label}
          placeholder="Cat"
          onInput={({ currentTarget }) => setLabel(currentTarget.value.trim())}
        />
      </label>
      <DayField
        label="From"
        value={filter.from}
        onChange={(from) => onChange({ ...filter, from })}
      />
      <DayField label="To" value={filter.to} onChange={(to) => onChange({ ...filter, to })} />
    </form>
  );
}

interface DayFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (day: string) => void;
}

const DayField = ({ label, value, onChange }: DayFieldProps) => (
  <label>
    {label}
    <input
      type="date"
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  </label>
);
