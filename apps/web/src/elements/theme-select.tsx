import { useState } from 'preact/hooks';
import { t } from '../language/language.ts';

const STORAGE_KEY = 'theme';
const THEMES = ['system', 'light', 'dark'] as const;
type Theme = (typeof THEMES)[number];

const NAMES = { system: 'System', light: 'Light', dark: 'Dark' } as const;

/** Components that draw on a canvas listen to this event on `document`. */
export const THEME_CHANGE_EVENT = 'themechange';

const isTheme = (text: string | null): text is Theme => THEMES.some((theme) => theme === text);

/** Returns the theme that the user selected, or the system's. */
export function storedTheme(): Theme {
  const stored = localStorage.getItem(STORAGE_KEY);
  return isTheme(stored) ? stored : 'system';
}

function applyTheme(theme: Theme): void {
  document.documentElement.dataset['theme'] = theme;
  document.dispatchEvent(new Event(THEME_CHANGE_EVENT));
}

applyTheme(storedTheme());

/** Selects the theme: the system's, light or dark. */
export function ThemeSelect() {
  const [theme, setTheme] = useState(storedTheme);
  const change = (next: string) => {
    if (!isTheme(next)) return;
    localStorage.setItem(STORAGE_KEY, next);
    applyTheme(next);
    setTheme(next);
  };
  return (
    <label class="menu-field">
      {t('Theme')}
      <select value={theme} onChange={({ currentTarget }) => change(currentTarget.value)}>
        {THEMES.map((each) => (
          <option key={each} value={each}>
            {t(NAMES[each])}
          </option>
        ))}
      </select>
    </label>
  );
}
