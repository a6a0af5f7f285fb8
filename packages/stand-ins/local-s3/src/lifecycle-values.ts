import { S3Error } from './errors.ts';

export const DAY_MS = 24 * 60 * 60 * 1000;

/** ISO 8601, with or without the time of day. */
const ISO_DATE = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/;

/** Parses a whole number; undefined without text. @throws S3Error MalformedXML for other text */
export function parseWhole(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^-?\d{1,15}$/.test(text.trim())) return Number(text);
  throw new S3Error('MalformedXML');
}

/** @throws S3Error MalformedXML; InvalidArgument unless positive */
export function parseDays(text: string, name: string, action: string): number {
  const days = parseWhole(text) as number;
  if (days > 0 && days <= 2 ** 31 - 1) return days;
  throw new S3Error('InvalidArgument', `'${name}' for ${action} action must be a positive integer`);
}

/** @throws S3Error MalformedXML for an invalid date; InvalidArgument for another time of day */
export function parseMidnight(text: string): number {
  const time = ISO_DATE.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(time)) throw new S3Error('MalformedXML');
  if (time % DAY_MS === 0) return time;
  throw new S3Error('InvalidArgument', "'Date' must be at midnight GMT");
}
