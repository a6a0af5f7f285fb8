import { currentLanguage, type Language, LANGUAGES, selectLanguage, t } from './language.ts';

/** Selects the language of the page. Each language has its own name for itself. */
export function LanguageSelect() {
  return (
    <label class="menu-field">
      {t('Language')}
      <select
        value={currentLanguage()}
        onChange={({ currentTarget }) => void selectLanguage(currentTarget.value as Language)}
      >
        {LANGUAGES.map(({ code, name }) => (
          <option key={code} value={code} lang={code}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
