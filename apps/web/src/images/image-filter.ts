import type { ImageStatus } from '@miniatura/api-contract';
import { IMAGE_STATUS_NAMES } from './status-names.ts';

/** The filters of a gallery; an empty text means no filter. Days are `YYYY-MM-DD`. */
export interface ImageFilter {
  /** Words of file names, labels and descriptions. */
  readonly text: string;
  readonly status: ImageStatus | '';
  readonly label: string;
  readonly cameraModel: string;
  readonly from: string;
  readonly to: string;
}

export const NO_FILTER: ImageFilter = {
  text: '',
  status: '',
  label: '',
  cameraModel: '',
  from: '',
  to: '',
};

export function isFiltered(filter: ImageFilter): boolean {
  return Object.values(filter).some((value) => value !== '');
}

/** Parses the parameters of the page's address; invalid ones are ignored. */
export function filterOfAddress(parameters: Readonly<Record<string, string>>): ImageFilter {
  const text = (name: string) => parameters[name] ?? '';
  const day = (name: string) => (/^\d{4}-\d{2}-\d{2}$/.test(text(name)) ? text(name) : '');
  return {
    text: text('text').trim(),
    status: Object.hasOwn(IMAGE_STATUS_NAMES, text('status'))
      ? (text('status') as ImageStatus)
      : '',
    label: text('label'),
    cameraModel: text('cameraModel'),
    from: day('from'),
    to: day('to'),
  };
}

/** Returns the parameters that have a value, for the page's address and for requests to the API. */
export function queryOf(filter: ImageFilter) {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== '')) as {
    readonly [Name in keyof ImageFilter]?: Exclude<ImageFilter[Name], ''>;
  };
}
