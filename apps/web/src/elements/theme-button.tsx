import { useState } from 'preact/hooks';

const STORAGE_KEY = 'theme';
const THEMES = ['system', 'light', 'dark'] as const;
type Theme = (typeof THEMES)[number];

/** Components that draw on a canvas listen to this event on `document`. */
export const THEME_CHANGE_EVENT = 'themechange';

const isTheme = (text: string | null): text is Theme => THEMES.some((theme) => theme === text);

/** Returns the theme that the user selected, or the system's. */
function storedTheme(): Theme {
  const stored = localStorage.getItem(STORAGE_KEY);
  return isTheme(stored) ? stored : 'system';
}

function applyTheme(theme: Theme): void {
  document.documentElement.dataset['theme'] = theme;
  document.dispatchEvent(new Event(THEME_CHANGE_EVENT));
}

applyTheme(storedTheme());

/** Switches between the themes: the system's, light, dark. */
export function ThemeButton() {
  const [theme, setTheme] = useState(storedTheme);
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'system';
  const change = () => {
    localStorage.setItem(STORAGE_KEY, next);
    applyTheme(next);
    setTheme(next);
  };
  return (
    <button type="button" class="button" aria-label={`Theme: ${theme}. Change it`} onClick={change}>
      <span aria-hidden="true">{theme === 'system' ? '◐' : theme === 'light' ? '☀' : '☾'}</span>
    </button>
  );
}
