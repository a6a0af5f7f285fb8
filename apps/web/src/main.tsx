import { render } from 'preact';
import { App } from './app.tsx';
import { escapeTexts } from './elements/escape-texts.ts';
import { Notice } from './elements/notice.tsx';
import { openLanguage, t } from './language/language.ts';
import { fetchPageConfig } from './page-config.ts';
import { openSession } from './session/session.ts';

const page = document.getElementById('page');
if (page === null) throw new TypeError('Expected an element #page but received none');

// The gallery restores its own scroll position once its images are known.
history.scrollRestoration = 'manual';

escapeTexts();
await openLanguage();
try {
  const config = await fetchPageConfig();
  render(<App config={config} session={await openSession(config)} />, page);
} catch (error) {
  console.error(error);
  const run = () => location.assign('/');
  render(
    <main class="content">
      <Notice kind="error" action={{ label: t('Start again'), run }}>
        {t('The page could not start, or the sign-in was not completed.')}
      </Notice>
    </main>,
    page,
  );
}
