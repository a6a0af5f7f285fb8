import { formatNumber, formatPercent } from '../elements/format-values.ts';

/** @example comparison(30, 20) // '50% more than in the period before (20)' */
export function comparison(now: number, before: number): string {
  if (before === 0)
    return now === 0 ? 'None in the period before either' : 'None in the period before';
  const then = `(${formatNumber(before)})`;
  if (now === before) return `As many as in the period before ${then}`;
  const change = formatPercent((Math.abs(now - before) / before) * 100);
  return `${change} ${now > before ? 'more' : 'fewer'} than in the period before ${then}`;
}
