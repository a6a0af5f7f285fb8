import { rejectionName } from '../images/rejection-names.ts';
import { labelName } from '../language/language.ts';

/** Returns the name of a text of an answer in the page's language: labels and rejection codes have names. */
export function valueName(value: string, column: string): string {
  if (column === 'label' || column === 'category') return labelName(value);
  return column === 'rejection_code' ? rejectionName(value) : value;
}
