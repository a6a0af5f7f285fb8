import type { Me } from '@miniatura/api-contract';
import { useEffect, useState } from 'preact/hooks';
import { type ApiClient, createApiClient } from './api/api-client.ts';
import { errorSentence } from './api/error-sentence.ts';
import { createMessages } from './elements/create-messages.ts';
import { Notice } from './elements/notice.tsx';
import { useChanges } from './elements/use-changes.ts';
import { createImageFollower } from './images/image-follower.ts';
import { currentLanguage, languageChanges, t } from './language/language.ts';
import type { PageConfig } from './page-config.ts';
import { Pages } from './pages.tsx';
import { type Services, ServicesContext } from './services.ts';
import type { Session } from './session/session.ts';
import { WelcomePage } from './session/welcome-page.tsx';
import { createTimelines } from './timeline/create-timelines.ts';
import { createUploader } from './uploads/create-uploader.ts';
import { createUnfinishedUploads } from './uploads/unfinished-uploads.ts';

interface AppProps {
  readonly config: PageConfig;
  readonly session: Session;
}

type Stage =
  | { readonly kind: 'starting' }
  | { readonly kind: 'signed-out' }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'ready'; readonly services: Services };

/** Signs in, fetches the user, and shows the pages. */
export function App({ config, session }: AppProps) {
  const [stage, setStage] = useState<Stage>({ kind: 'starting' });
  const [isSessionOver, setSessionOver] = useState(false);
  useChanges(languageChanges);
  useEffect(() => {
    const api = createApiClient({
      apiUrl: config.apiUrl,
      accessToken: session.accessToken,
      onSignedOut: () => setSessionOver(true),
    });
    void start(api, session).then(setStage);
  }, [config, session]);

  switch (stage.kind) {
    case 'starting':
      return <div class="starting" role="status" aria-label={t('Loading')} />;
    case 'signed-out':
      return <WelcomePage onSignIn={session.signIn} />;
    case 'failed':
      return (
        <main class="content">
          <Notice kind="error" action={{ label: t('Try again'), run: () => location.reload() }}>
            {errorSentence(stage.error)}
          </Notice>
        </main>
      );
    case 'ready':
      return (
        <ServicesContext.Provider value={stage.services}>
          <Pages key={currentLanguage()} session={session} isSessionOver={isSessionOver} />
        </ServicesContext.Provider>
      );
  }
}

async function start(api: ApiClient, session: Session): Promise<Stage> {
  if ((await session.accessToken()) === null) return { kind: 'signed-out' };
  try {
    const me = await meOf(api, session);
    // Analysts start at the dashboard, unless they requested another address.
    const isAnalyst = me.groups.includes('analyst') && !me.groups.includes('admin');
    const isAtStart = location.pathname === '/' && location.search === '';
    if (session.isNew && isAnalyst && isAtStart) history.replaceState(null, '', '/dashboard');
    return { kind: 'ready', services: createServices(api, me) };
  } catch (error) {
    const isUnknown = error instanceof Error && 'status' in error && error.status === 401;
    return isUnknown ? { kind: 'signed-out' } : { kind: 'failed', error };
  }
}

/** Returns the user, with the name of the ID token. Cognito's access token has none. */
async function meOf(api: ApiClient, session: Session): Promise<Me> {
  const me = await api.me();
  return { ...me, name: (await session.userName()) ?? me.name };
}

function createServices(api: ApiClient, me: Me): Services {
  const follower = createImageFollower({ api });
  const unfinished = createUnfinishedUploads({ subject: me.subject, storage: localStorage });
  const { limits } = me;
  const uploader = createUploader({ api, limits, unfinished, onUploaded: follower.follow });
  const timelines = createTimelines(api);
  const messages = createMessages();
  const deletedImageIds = new Set<string>();
  return { api, me, follower, uploader, unfinished, timelines, messages, deletedImageIds };
}
