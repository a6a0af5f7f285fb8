import { rejectionName } from '../images/rejection-names.ts';
import { labelName } from '../language/language.ts';

/** Returns a value in the page's language: labels and rejection codes are translated. */
export function valueName(value: string, column: string): string {
  if (column === 'label' || column === 'category') return labelName(value);
  return column === 'rejection_code' ? rejectionName(value) : value;
}
