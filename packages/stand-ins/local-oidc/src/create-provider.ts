import type { EventEmitter } from 'node:events';
import { type Configuration, type KoaContextWithOIDC, Provider } from 'oidc-provider';
import { memoryAdapter } from './memory-adapter.ts';
import { messagePage, signOutPage } from './pages.ts';
import type { Secrets } from './secrets.ts';
import { sendPage } from './send-page.ts';
import { SIGN_IN_PATH, signIn } from './sign-in.ts';
import { type Texts, textsFor } from './texts.ts';
import { accessTokenClaims, findUser, idTokenClaims } from './users.ts';

export interface ProviderOptions {
  readonly issuer: string;
  readonly clientId: string;
  readonly redirectUris: readonly string[];
  readonly secrets: Secrets;
  readonly onError: (error: Error) => void;
}

const HOUR_S = 60 * 60;
const DAY_S = 24 * HOUR_S;
const SCOPES = ['openid', 'email', 'profile'] as const;
/** The resource of the access tokens. Without a resource they would be opaque instead of JWTs. */
const RESOURCE = 'urn:miniatura:api';

/** Creates the certified provider, configured like a Cognito user pool. */
export function createProvider(options: ProviderOptions): Provider {
  const { issuer, clientId, redirectUris, secrets, onError } = options;
  const origins = originsOf(redirectUris);
  const provider = new Provider(issuer, {
    adapter: memoryAdapter(),
    jwks: { keys: [secrets.signingKey as JsonWebKeyOf<Configuration>] },
    cookies: { keys: [secrets.cookieKey] },
    clients: [
      {
        client_id: clientId,
        redirect_uris: [...redirectUris],
        post_logout_redirect_uris: [...redirectUris],
        response_types: ['code'],
        grant_types: ['authorization_code', 'refresh_token'],
        token_endpoint_auth_method: 'none',
      },
    ],
    responseTypes: ['code'],
    scopes: [...SCOPES],
    ...CLAIMS,
    ttl: {
      AccessToken: HOUR_S,
      IdToken: HOUR_S,
      Interaction: HOUR_S,
      Session: DAY_S,
      Grant: DAY_S,
      RefreshToken: DAY_S,
    },
    features: features(origins),
    interactions: { url: (_, { uid }) => `${SIGN_IN_PATH}${uid}` },
    clientBasedCORS: (_, origin) => origins.includes(origin),
    loadExistingGrant: grantEverything,
    issueRefreshToken: async () => true,
    renderError: async (ctx, { error, error_description: description = error }) => {
      const texts = textsOf(ctx);
      sendPage(ctx, await messagePage(texts.requestFailed, description, texts));
    },
  });
  provider.use(signIn(provider, origins));
  provider.on('server_error', (_, error) => onError(error));
  // Without a listener Koa prints errors unescaped, including those of aborted connections.
  (provider as EventEmitter).on('error', (error: HttpError) => {
    if (!isClientError(error)) onError(error);
  });
  return provider;
}

interface HttpError extends NodeJS.ErrnoException {
  /** True when the request caused the error; set by Koa. */
  readonly expose?: boolean;
}

/** Whether the client disconnected or did not send valid HTTP. */
function isClientError({ code = '', expose = false }: HttpError): boolean {
  return expose || /^(ECONN|EPIPE|HPE_|ERR_STREAM_PREMATURE_CLOSE)/.test(code);
}

type JsonWebKeyOf<T extends Configuration> = NonNullable<T['jwks']>['keys'][number];

const CLAIMS = {
  claims: {
    openid: ['sub', 'token_use', 'cognito:username', 'cognito:groups'],
    email: ['email', 'email_verified'],
    profile: ['name'],
  },
  conformIdTokenClaims: false,
  findAccount: (_, subject) => {
    const user = findUser(subject);
    return user && { accountId: subject, claims: async () => idTokenClaims(user) };
  },
  extraTokenClaims: (_, token) => {
    const user = 'accountId' in token ? findUser(token.accountId) : undefined;
    return user && accessTokenClaims(user);
  },
} satisfies Configuration;

function features(origins: readonly string[]): Configuration['features'] {
  return {
    devInteractions: { enabled: false },
    dPoP: { enabled: false },
    pushedAuthorizationRequests: { enabled: false },
    userinfo: { enabled: false },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => RESOURCE,
      getResourceServerInfo: (_, __, client) => ({
        scope: SCOPES.join(' '),
        audience: client.clientId,
        accessTokenTTL: HOUR_S,
        accessTokenFormat: 'jwt',
        jwt: { sign: { alg: 'RS256' } },
      }),
    },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: async (ctx, form) => {
        const isOwn = ctx.oidc.entities.IdTokenHint !== undefined;
        sendPage(
          ctx,
          await signOutPage(form, { isOwn, texts: textsOf(ctx), formTargets: origins }),
        );
      },
      postLogoutSuccessSource: async (ctx) => {
        const texts = textsOf(ctx);
        sendPage(ctx, await messagePage(texts.signedOut, texts.mayClose, texts));
      },
    },
  };
}

/** Errors may occur before the provider has read the parameters. */
function textsOf(ctx: KoaContextWithOIDC): Texts {
  return textsFor({
    uiLocales: ctx.oidc?.params?.['ui_locales'],
    acceptsLanguages: (known) => ctx.acceptsLanguages(known),
  });
}

/** Grants all scopes without asking for consent: the only client is Miniatura's page. */
async function grantEverything(ctx: KoaContextWithOIDC) {
  const { client, session, provider } = ctx.oidc;
  const { accountId } = session ?? {};
  if (!client || !accountId) return undefined;
  const grant = new provider.Grant({ clientId: client.clientId, accountId });
  grant.addOIDCScope(SCOPES.join(' '));
  grant.addResourceScope(RESOURCE, SCOPES.join(' '));
  await grant.save();
  return grant;
}

function originsOf(urls: readonly string[]): readonly string[] {
  return [...new Set(urls.map((url) => new URL(url).origin))];
}
