import type { ImageSort, ImageStatus } from '@miniatura/api-contract';
import { SORT_NAMES } from './sort-names.ts';
import { IMAGE_STATUS_NAMES } from './status-names.ts';

/** The filters of a gallery and its order; an empty text is the default. Days are `YYYY-MM-DD`. */
export interface ImageFilter {
  /** Words of file names, labels and descriptions. */
  readonly text: string;
  readonly status: ImageStatus | '';
  readonly label: string;
  readonly cameraModel: string;
  readonly from: string;
  readonly to: string;
  /** `utc` for days in UTC, which are those of the dashboard; empty for the user's time zone. */
  readonly zone: 'utc' | '';
  /** Empty for the newest upload first. */
  readonly sort: Exclude<ImageSort, 'newest'> | '';
}

export const NO_FILTER: ImageFilter = {
  text: '',
  status: '',
  label: '',
  cameraModel: '',
  from: '',
  to: '',
  zone: '',
  sort: '',
};

export function isFiltered(filter: ImageFilter): boolean {
  return Object.entries(filter).some(
    ([name, value]) => name !== 'sort' && name !== 'zone' && value !== '',
  );
}

/** The API accepts no longer texts. */
export const MAX_FILTER_CHARACTERS = 255;

/** Parses the parameters of the page's address; invalid ones are ignored. */
export function filterOfAddress(parameters: Readonly<Record<string, string>>): ImageFilter {
  const text = (name: string) => (parameters[name] ?? '').slice(0, MAX_FILTER_CHARACTERS);
  const day = (name: string) => (isDay(text(name)) ? text(name) : '');
  return {
    text: text('text').trim(),
    status: Object.hasOwn(IMAGE_STATUS_NAMES, text('status'))
      ? (text('status') as ImageStatus)
      : '',
    label: text('label'),
    cameraModel: text('cameraModel'),
    from: day('from'),
    to: day('to'),
    zone: text('zone') === 'utc' ? 'utc' : '',
    sort: Object.hasOwn(SORT_NAMES, text('sort')) ? (text('sort') as ImageFilter['sort']) : '',
  };
}

/** Returns true for a day of the calendar that the API accepts. */
export function isDay(text: string): boolean {
  if (!/^(19[7-9]|2\d\d)\d-\d\d-\d\d$/.test(text)) return false;
  const time = new Date(text);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(text);
}

/** Returns the parameters that have a value, for the page's address. */
export function queryOf(filter: ImageFilter) {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== '')) as {
    readonly [Name in keyof ImageFilter]?: Exclude<ImageFilter[Name], ''>;
  };
}

/** Returns the parameters of requests to the API: filters by day are in the user's time zone. */
export function requestOf({ zone, ...filter }: ImageFilter) {
  const { zone: _, ...query } = queryOf({ ...filter, zone: '' });
  return { ...query, utcOffsetMinutes: zone === 'utc' ? 0 : 0 - new Date().getTimezoneOffset() };
}

/** Returns the day of a time, `YYYY-MM-DD`, at an offset from UTC. */
export function dayAt(time: string, utcOffsetMinutes: number): string {
  return new Date(Date.parse(time) + utcOffsetMinutes * 60_000).toISOString().slice(0, 10);
}
