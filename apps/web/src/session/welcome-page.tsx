import { usePageTitle } from '../elements/use-page-title.ts';
import { LanguageSelect } from '../language/language-select.tsx';
import { t } from '../language/language.ts';

/** The page before sign-in. */
export function WelcomePage({ onSignIn }: { readonly onSignIn: () => void }) {
  usePageTitle(t('Welcome'));
  return (
    <main class="welcome">
      <img src="/icon.svg" alt="" width="64" height="64" />
      <h1>Miniatura</h1>
      <p class="lead">
        {t('Put an image in: get thumbnails, labels, a description and every fact about it out.')}
      </p>
      <button type="button" class="button primary large" onClick={onSignIn}>
        {t('Sign in')}
      </button>
      <LanguageSelect />
    </main>
  );
}
