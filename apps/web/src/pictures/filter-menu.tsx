import { useEffect, useState } from 'preact/hooks';
import { Icon } from '../elements/icon.tsx';
import { type ImageFilter, isFiltered, NO_FILTER } from './image-filter.ts';
import { IMAGE_STATUS_NAMES } from './status-names.ts';

interface FilterMenuProps {
  readonly filter: ImageFilter;
  readonly onChange: (filter: ImageFilter) => void;
}

/** Typing a label does not ask the API at every letter. */
const TYPING_PAUSE_MS = 350;

/** What the pictures are filtered by; the fields open when they are asked for. */
export function FilterMenu({ filter, onChange }: FilterMenuProps) {
  const isOn = isFiltered(filter);
  return (
    <>
      {isOn && (
        <button type="button" class="button small" onClick={() => onChange(NO_FILTER)}>
          Clear filter
        </button>
      )}
      <button
        type="button"
        class="button small"
        popovertarget="filters"
        aria-label="Filter"
        aria-pressed={isOn}
      >
        <Icon name="filter" /> <span class="filter-name">Filter</span>
      </button>
      <div id="filters" class="menu" popover="auto">
        <FilterFields filter={filter} onChange={onChange} />
      </div>
    </>
  );
}

function FilterFields({ filter, onChange }: FilterMenuProps) {
  const [label, setLabel] = useState(filter.label);
  useEffect(() => setLabel(filter.label), [filter.label]);
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
          {Object.entries(IMAGE_STATUS_NAMES)
            // The trash is a page of its own.
            .filter(([status]) => status !== 'trashed')
            .map(([status, name]) => (
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
