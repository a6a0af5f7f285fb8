import { useCallback } from 'preact/hooks';
import { formatNumber } from '../elements/format-values.ts';
import { Icon } from '../elements/icon.tsx';
import { useAnswer } from '../elements/use-answer.ts';
import { t } from '../language/language.ts';
import { useServices } from '../services.ts';
import { type ImageFilter, isFiltered, NO_FILTER } from './image-filter.ts';
import { SearchBox } from './search-box.tsx';
import { SORT_NAMES } from './sort-names.ts';
import { IMAGE_STATUS_NAMES } from './status-names.ts';

interface FilterMenuProps {
  readonly filter: ImageFilter;
  readonly onChange: (filter: ImageFilter) => void;
}

/** Shows the current filters; the fields open on demand. */
export function FilterMenu({ filter, onChange }: FilterMenuProps) {
  const isOn = isFiltered(filter);
  const search = useCallback((text: string) => onChange({ ...filter, text }), [filter, onChange]);
  return (
    <>
      <SearchBox text={filter.text} onChange={search} />
      {isOn && (
        <button
          type="button"
          class="button small"
          aria-label={t('Clear filter')}
          onClick={() => onChange({ ...NO_FILTER, sort: filter.sort })}
        >
          <span class="clear-icon">
            <Icon name="close" />
          </span>
          <span class="clear-name">{t('Clear filter')}</span>
        </button>
      )}
      <button
        type="button"
        class="button small"
        popovertarget="filters"
        aria-label={t('Filter')}
        aria-pressed={isOn || filter.sort !== ''}
      >
        <Icon name="filter" /> <span class="filter-name">{t('Filter')}</span>
      </button>
      <div id="filters" class="menu" popover="auto">
        <FilterFields filter={filter} onChange={onChange} />
      </div>
    </>
  );
}

function FilterFields({ filter, onChange }: FilterMenuProps) {
  const { api } = useServices();
  const { value: suggestions } = useAnswer(useCallback(() => api.suggestions(''), [api]));
  return (
    <form
      class="filters"
      aria-label={t('Filter images')}
      onSubmit={(event) => event.preventDefault()}
    >
      <label>
        {t('Status')}
        <select
          value={filter.status}
          onChange={({ currentTarget }) =>
            onChange({ ...filter, status: currentTarget.value as ImageFilter['status'] })
          }
        >
          <option value="">{t('All')}</option>
          {Object.entries(IMAGE_STATUS_NAMES)
            // The trash has its own page.
            .filter(([status]) => status !== 'trashed')
            .map(([status, name]) => (
              <option key={status} value={status}>
                {t(name)}
              </option>
            ))}
        </select>
      </label>
      <label>
        {t('Label')}
        <input
          type="search"
          value={filter.label}
          placeholder={t('Cat')}
          onChange={({ currentTarget }) =>
            onChange({ ...filter, label: currentTarget.value.trim() })
          }
        />
      </label>
      <label>
        {t('Camera')}
        <select
          value={filter.cameraModel}
          onChange={({ currentTarget }) =>
            onChange({ ...filter, cameraModel: currentTarget.value })
          }
        >
          <option value="">{t('All')}</option>
          {suggestions?.cameraModels.map(({ name, count }) => (
            <option key={name} value={name}>
              {name} ({formatNumber(count)})
            </option>
          ))}
        </select>
      </label>
      <label>
        {t('Order')}
        <select
          value={filter.sort}
          onChange={({ currentTarget }) =>
            onChange({ ...filter, sort: currentTarget.value as ImageFilter['sort'] })
          }
        >
          {Object.entries(SORT_NAMES).map(([sort, name]) => (
            <option key={sort} value={sort}>
              {t(name)}
            </option>
          ))}
        </select>
      </label>
      <DayField
        label={t('From')}
        value={filter.from}
        onChange={(from) => onChange({ ...filter, from })}
      />
      <DayField label={t('To')} value={filter.to} onChange={(to) => onChange({ ...filter, to })} />
    </form>
  );
}

interface DayFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (day: string) => void;
}

function DayField({ label, value, onChange }: DayFieldProps) {
  return (
    <label>
      {label}
      <input
        type="date"
        value={value}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
      />
    </label>
  );
}
