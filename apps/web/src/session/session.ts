import { ErrorResponse, type User, UserManager } from 'oidc-client-ts';
import { currentLanguage } from '../language/language.ts';
import type { PageConfig } from '../page-config.ts';

const CALLBACK_PATH = '/signed-in';
const SIGNED_OUT_PATH = '/';

/** Set in a tab that has asked the issuer for a session, so that it asks only once. */
const ASKED_KEY = 'issuer-asked';

/**
 * What the issuer answers if it would have to ask the user something.
 * @see https://openid.net/specs/openid-connect-core-1_0.html#AuthError
 */
const NO_SESSION_ERRORS: readonly (string | null)[] = [
  'login_required',
  'interaction_required',
  'consent_required',
  'account_selection_required',
];

/**
 * The user's session, by authorization code and PKCE. Tokens are stored until the tab is closed. A
 * new tab gets its own tokens from the issuer, whose cookie remembers the user.
 */
export interface Session {
  /** True if the user has just returned from the issuer. */
  readonly isNew: boolean;
  /** Returns null if nobody is signed in, or the token has expired. */
  readonly accessToken: () => Promise<string | null>;
  /** Returns the user's name as in the ID token; null if it has none. */
  readonly userName: () => Promise<string | null>;
  /** Redirects to the issuer, which returns the user to the current address. */
  readonly signIn: () => Promise<void>;
  readonly signOut: () => Promise<void>;
}

/**
 * Completes a sign-in if the address contains the issuer's response, which is then removed from the
 * address. A new tab is first redirected to the issuer, which returns at once, with or without a
 * session. The page's policy forbids the iframe that would do this without a redirect.
 */
export async function openSession({ issuer, clientId }: PageConfig): Promise<Session> {
  const manager = new UserManager({
    authority: issuer,
    client_id: clientId,
    redirect_uri: `${location.origin}${CALLBACK_PATH}`,
    post_logout_redirect_uri: signedOutUrl(),
    scope: 'openid profile email',
    // Renewal without a refresh token would need an iframe, which the page's policy forbids.
    automaticSilentRenew: false,
  });
  manager.events.addAccessTokenExpiring(() => void renew(manager));
  // All tabs share the issuer's session: a sign-out in one tab signs out the others.
  const signOuts = new BroadcastChannel('sign-out');
  signOuts.addEventListener('message', () => void leave(manager));
  const isAnswered = location.pathname === CALLBACK_PATH;
  const isNew = isAnswered && (await finishSignIn(manager));
  if (!isAnswered) await askForSession(manager);
  return {
    isNew,
    accessToken: async () => tokenOf(await manager.getUser()),
    userName: async () => (await manager.getUser())?.profile.name ?? null,
    signIn: () => manager.signinRedirect(signInRequest()),
    signOut: async () => {
      signOuts.postMessage(null);
      await signOut(manager, clientId);
    },
  };
}

/** The sign-in page uses the page's language; `lang` is Cognito's own parameter for it. */
function signInRequest() {
  const language = currentLanguage();
  return {
    state: currentAddress(),
    ui_locales: language,
    extraQueryParams: { lang: language },
  };
}

/** Redirects a tab without tokens to the issuer, once. Without an issuer, the user can sign in later. */
async function askForSession(manager: UserManager): Promise<void> {
  if (sessionStorage.getItem(ASKED_KEY) !== null) return;
  sessionStorage.setItem(ASKED_KEY, 'true');
  if (tokenOf(await manager.getUser()) !== null) return;
  try {
    // `replace`, so that Back does not lead to the issuer.
    await manager.signinRedirect({ ...signInRequest(), prompt: 'none', redirectMethod: 'replace' });
    // Nothing is shown while the browser leaves the page.
    await new Promise(() => {});
  } catch (error) {
    console.warn(error);
  }
}

function tokenOf(user: User | null): string | null {
  return user === null || user.expired ? null : user.access_token;
}

const signedOutUrl = (): string => `${location.origin}${SIGNED_OUT_PATH}`;

const currentAddress = (): string => `${location.pathname}${location.search}`;

/** Returns true if the user is signed in, and false if the issuer has no session. */
async function finishSignIn(manager: UserManager): Promise<boolean> {
  let address = SIGNED_OUT_PATH;
  try {
    const { state } = await manager.signinRedirectCallback();
    address = addressOf(state);
    return true;
  } catch (error) {
    if (!(error instanceof ErrorResponse) || !NO_SESSION_ERRORS.includes(error.error)) throw error;
    address = addressOf(error.state);
    return false;
  } finally {
    history.replaceState(null, '', address);
  }
}

/** Returns the address before the sign-in, which is never on another origin. */
function addressOf(state: unknown): string {
  return typeof state === 'string' && /^\/(?!\/)/.test(state) ? state : SIGNED_OUT_PATH;
}

async function renew(manager: UserManager): Promise<void> {
  const user = await manager.getUser();
  if (user?.refresh_token !== undefined) await manager.signinSilent().catch(() => undefined);
}

/**
 * Signs out. For an issuer without a sign-out page, only the tab's tokens are deleted. Cognito
 * needs additional parameters, which other issuers ignore.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html
 */
async function signOut(manager: UserManager, clientId: string): Promise<void> {
  if ((await manager.metadataService.getEndSessionEndpoint()) === undefined) {
    await leave(manager);
  } else {
    await manager.signoutRedirect({
      extraQueryParams: {
        client_id: clientId,
        logout_uri: signedOutUrl(),
        ui_locales: currentLanguage(),
      },
    });
  }
}

/** Deletes the tab's tokens, and shows the page of a user who is not signed in. */
async function leave(manager: UserManager): Promise<void> {
  await manager.removeUser();
  location.assign(SIGNED_OUT_PATH);
}
