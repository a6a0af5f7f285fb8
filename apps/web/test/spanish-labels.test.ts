import { STRUCTURAL_CATEGORIES } from '@miniatura/api-contract/structural-categories';
import { afterEach, expect, test, vi } from 'vitest';
import { formatCell } from '../src/dashboard/format-cell.ts';
import { labelName, openLanguage } from '../src/language/language.ts';
import { SPANISH_LABELS } from '../src/language/spanish-labels.ts';

afterEach(async () => {
  // Test files share the module: this is the language with which it starts.
  await speak('en');
  vi.unstubAllGlobals();
});

/** Opens the page's language as a browser with this one does. */
async function speak(language: string) {
  vi.stubGlobal('navigator', { languages: [language] });
  vi.stubGlobal('localStorage', { getItem: () => null });
  vi.stubGlobal('document', { documentElement: {} });
  await openLanguage();
}

test('A label has its name in the language of the page, or in English', async () => {
  await speak('es-MX');
  expect(['Dog', 'Landscape Format', 'Ostrich', 'constructor'].map(labelName)).toEqual([
    ...['Perro', 'Formato horizontal', 'Ostrich', 'constructor'],
  ]);
  await speak('en');
  expect(labelName('Dog')).toBe('Dog');
});

test('Labels and rejection codes of the dashboard have names', async () => {
  const cell = (value: string, name: string) => formatCell(value, { name, type: 'string' });
  expect(cell('unsupported-type', 'rejection_code')).toBe('Unsupported type');
  await speak('es-ES');
  expect(cell('unsupported-type', 'rejection_code')).toBe('Tipo no admitido');
  expect(cell('a-new-code', 'rejection_code')).toBe('a-new-code');
  expect(cell('Beach', 'label')).toBe('Playa');
  expect(cell('image/png', 'media_type')).toBe('image/png');
});

test('Each category of the form of an image has a Spanish name', () => {
  for (const category of STRUCTURAL_CATEGORIES) expect(SPANISH_LABELS).toHaveProperty([category]);
});
