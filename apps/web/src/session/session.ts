import { type User, UserManager } from 'oidc-client-ts';
import type { PageConfig } from '../page-config.ts';

const CALLBACK_PATH = '/signed-in';
const SIGNED_OUT_PATH = '/';

/** Who is signed in, by authorization code and PKCE. Tokens live as long as the tab. */
export interface Session {
  /** Whether the user has just come back from the issuer. */
  readonly isNew: boolean;
  /** Null where nobody is signed in, or the token has ended. */
  readonly accessToken: () => Promise<string | null>;
  /** Leaves the page for the issuer's; comes back to where the user was. */
  readonly signIn: () => Promise<void>;
  readonly signOut: () => Promise<void>;
}

/** Takes the issuer's answer where the address holds one, so that the address is clean again. */
export async function openSession({ issuer, clientId }: PageConfig): Promise<Session> {
  const manager = new UserManager({
    authority: issuer,
    client_id: clientId,
    redirect_uri: `${location.origin}${CALLBACK_PATH}`,
    post_logout_redirect_uri: signedOutUrl(),
    scope: 'openid profile email',
    // Without a refresh token, renewal would need a frame, which the page's policy forbids.
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

const tokenOf = (user: User | null): string | null =>
  user === null || user.expired ? null : user.access_token;

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
 * Some issuers have no page to sign out at; leaving the tab's tokens behind is all there is then.
 * Cognito's asks for parameters of its own, which others ignore.
 *
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
