import { type User, UserManager } from 'oidc-client-ts';
import type { PageConfig } from '../page-config.ts';

const CALLBACK_PATH = '/signed-in';
const SIGNED_OUT_PATH = '/';

/**
 * The user's session, by authorization code and PKCE. Tokens are stored until the tab is closed.
 */
export interface Session {
  /** True if the user has just returned from the issuer. */
  readonly isNew: boolean;
  /** Returns null if nobody is signed in, or the token has expired. */
  readonly accessToken: () => Promise<string | null>;
  /** Redirects to the issuer, which returns the user to the current address. */
  readonly signIn: () => Promise<void>;
  readonly signOut: () => Promise<void>;
}

/**
 * Completes a sign-in if the address contains the issuer's response, which is then removed from the
 * address.
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
  const isNew = location.pathname === CALLBACK_PATH;
  if (isNew) await finishSignIn(manager);
  return {
    isNew,
    accessToken: async () => tokenOf(await manager.getUser()),
    signIn: () => manager.signinRedirect({ state: currentAddress() }),
    signOut: () => signOut(manager, clientId),
  };
}

function tokenOf(user: User | null): string | null {
  return user === null || user.expired ? null : user.access_token;
}

const signedOutUrl = (): string => `${location.origin}${SIGNED_OUT_PATH}`;

const currentAddress = (): string => `${location.pathname}${location.search}`;

async function finishSignIn(manager: UserManager): Promise<void> {
  let address = SIGNED_OUT_PATH;
  try {
    const { state } = await manager.signinRedirectCallback();
    if (typeof state === 'string' && /^\/(?!\/)/.test(state)) address = state;
  } finally {
    history.replaceState(null, '', address);
  }
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
    await manager.removeUser();
    location.assign(SIGNED_OUT_PATH);
  } else {
    await manager.signoutRedirect({
      extraQueryParams: { client_id: clientId, logout_uri: signedOutUrl() },
    });
  }
}
