import type { AnalyticsAnswer } from '@miniatura/api-contract';
import type { QuestionChart } from '@miniatura/api-contract/question-charts';
import {
  formatBytes,
  formatDay,
  formatDollars,
  formatNumber,
  formatTime,
} from '../elements/format-values.ts';
import { t } from '../language/language.ts';
import type { Message } from '../language/spanish.ts';
import { valueName } from './value-name.ts';

type Cell = AnalyticsAnswer['rows'][number][number];
type Column = AnalyticsAnswer['columns'][number];

/** Formats a table cell. */
export function formatCell(cell: Cell, { name, type }: Column): string {
  if (cell === null) return '–';
  if (typeof cell === 'number') {
    return name.endsWith('byte_count') || name.endsWith('_bytes')
      ? formatBytes(cell)
      : formatNumber(cell);
  }
  if (typeof cell === 'boolean') return t(cell ? 'yes' : 'no');
  if (type === 'date') return formatDay(cell);
  return type === 'time' ? formatTime(cell) : valueName(cell, name);
}

/** @example columnTitle('upload_count') // 'Upload count' */
export function columnTitle(name: string): string {
  const words = name.replaceAll('_', ' ');
  return t((words.charAt(0).toUpperCase() + words.slice(1)) as Message);
}

const FORMATS: Readonly<Record<QuestionChart['unit'], (value: number) => string>> = {
  count: formatNumber,
  bytes: formatBytes,
  seconds: (seconds) => `${formatNumber(seconds)} s`,
  dollars: formatDollars,
};

/** Formats a chart's value with its unit. */
export function formatUnit(value: number, unit: QuestionChart['unit']): string {
  return FORMATS[unit](value);
}
