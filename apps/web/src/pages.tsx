import { ErrorBoundary, lazy, LocationProvider, Route, Router, useLocation } from 'preact-iso';
import { useEffect, useErrorBoundary, useRef } from 'preact/hooks';
import { errorSentence } from './api/error-sentence.ts';
import { Icon } from './elements/icon.tsx';
import { MessageBar } from './elements/message-bar.tsx';
import { Notice } from './elements/notice.tsx';
import { ThemeSelect } from './elements/theme-select.tsx';
import { usePageTitle } from './elements/use-page-title.ts';
import { ImagePage } from './images/image-page.tsx';
import { ImagesPage } from './images/images-page.tsx';
import { TrashPage } from './images/trash-page.tsx';
import { LanguageSelect } from './language/language-select.tsx';
import { t } from './language/language.ts';
import { useServices } from './services.ts';
import type { Session } from './session/session.ts';
import { UploadBar } from './uploads/upload-bar.tsx';
import { UploadButtons } from './uploads/upload-buttons.tsx';

/**
 * The dashboard's code is loaded on demand, because charts are large, and most users only upload
 * images.
 */
const DashboardPage = lazy(() =>
  import('./dashboard/dashboard-page.tsx').then(
    (loaded) => loaded.DashboardPage,
    () => NotLoadedPage,
  ),
);

interface PagesProps {
  readonly session: Session;
  readonly isSessionOver: boolean;
}

export function Pages({ session, isSessionOver }: PagesProps) {
  const main = useRef<HTMLElement>(null);
  const [error] = useErrorBoundary((thrown) => console.error(thrown));
  if (error !== undefined) return <FailedPage error={error} />;
  return (
    <LocationProvider>
      <ErrorBoundary>
        <a class="skip-link" href="#main">
          {t('Skip to the content')}
        </a>
        <Header session={session} />
        <main id="main" ref={main} tabIndex={-1} class="content">
          {isSessionOver && (
            <div class="session-notice">
              <Notice
                kind="info"
                action={{ label: t('Sign in'), run: () => void session.signIn() }}
              >
                {t('Your session has ended.')}
              </Notice>
            </div>
          )}
          <Router onRouteChange={() => main.current?.focus({ preventScroll: true })}>
            <Route path="/" component={ImagesPage} />
            <Route path="/pictures/:imageId" component={ImagePage} />
            <Route path="/trash" component={TrashPage} />
            <Route path="/dashboard" component={DashboardPage} />
            <Route default component={NotFoundPage} />
          </Router>
        </main>
        <UploadBar />
        <MessageBar />
      </ErrorBoundary>
    </LocationProvider>
  );
}

function Header({ session }: { readonly session: Session }) {
  const { me } = useServices();
  return (
    <header class="header">
      <a class="brand" href="/" aria-label="Miniatura">
        <img src="/icon.svg" alt="" width="28" height="28" />
        <span class="brand-name">Miniatura</span>
      </a>
      {me.groups.length > 0 && (
        <nav aria-label={t('Pages')}>
          <NavLink href="/">{t('Images')}</NavLink>
          <NavLink href="/dashboard">{t('Dashboard')}</NavLink>
        </nav>
      )}
      <div class="header-end">
        <UploadButtons />
        <button
          type="button"
          class="button icon-button"
          popovertarget="account"
          aria-label={t('Account')}
          title={t('Account')}
        >
          <Icon name="person" />
        </button>
        <div id="account" class="menu" popover="auto">
          <p class="user-name">{me.name}</p>
          <a
            class="button"
            href="/trash"
            onClick={({ currentTarget }) =>
              currentTarget.closest<HTMLElement>('[popover]')?.hidePopover()
            }
          >
            {t('Trash')}
          </a>
          <a class="button" href="/api-docs.html" target="_blank" rel="noreferrer">
            {t('API documentation')}
          </a>
          <LanguageSelect />
          <ThemeSelect />
          <button type="button" class="button" onClick={() => void session.signOut()}>
            {t('Sign out')}
          </button>
        </div>
      </div>
    </header>
  );
}

function NavLink({ href, children }: { readonly href: string; readonly children: string }) {
  const { path } = useLocation();
  return (
    <a href={href} aria-current={path === href ? 'page' : undefined}>
      {children}
    </a>
  );
}

/** Replaces everything, because the router itself fails for an address such as `/pictures/%`. */
function FailedPage({ error }: { readonly error: unknown }) {
  const run = () => location.assign('/');
  return (
    <main class="content">
      <Notice kind="error" action={{ label: t('To the images'), run }}>
        {error instanceof URIError ? t('There is no such page') : errorSentence(error)}
      </Notice>
    </main>
  );
}

/** A part of the page cannot be loaded without a network, or after a new version was deployed. */
function NotLoadedPage() {
  return (
    <Notice kind="error" action={{ label: t('Try again'), run: () => location.reload() }}>
      {t('The server cannot be reached. Check your connection, then try again.')}
    </Notice>
  );
}

function NotFoundPage() {
  usePageTitle(t('Not found'));
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <div class="empty">
      <h1 ref={heading} tabIndex={-1}>
        {t('There is no such page')}
      </h1>
      <p>
        <a href="/">{t('To the images')}</a>
      </p>
    </div>
  );
}
