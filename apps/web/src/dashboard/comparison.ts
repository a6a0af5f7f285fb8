import { formatNumber, formatPercent } from '../elements/format-values.ts';
import { t } from '../language/language.ts';

/** @example comparison(30, 20) // '50% more than in the period before (20)' */
export function comparison(now: number, before: number): string {
  if (before === 0) {
    return t(now === 0 ? 'None in the period before either' : 'None in the period before');
  }
  const values = { before: formatNumber(before) };
  if (now === before) return t('As many as in the period before ({before})', values);
  const change = formatPercent((Math.abs(now - before) / before) * 100);
  return now > before
    ? t('{change} more than in the period before ({before})', { ...values, change })
    : t('{change} fewer than in the period before ({before})', { ...values, change });
}
