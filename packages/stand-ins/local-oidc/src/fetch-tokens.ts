import { createHash, randomBytes } from 'node:crypto';
import { SignInError } from './errors.ts';

export interface TokenRequest {
  readonly issuer: string;
  readonly clientId: string;
  readonly redirectUri: string;
  /** The name of one of the issuer's users. */
  readonly username: string;
}

export interface Tokens {
  readonly accessToken: string;
  readonly idToken: string;
  readonly refreshToken: string;
  readonly expiresInS: number;
}

const MAX_REDIRECTS = 10;

/**
 * Signs in like a browser (authorization code, PKCE, the form of the sign-in page), for shells and
 * tests.
 * @throws SignInError
 */
export async function fetchTokens(request: TokenRequest): Promise<Tokens> {
  const { issuer, clientId, redirectUri } = request;
  const configuration = await fetchJson(`${issuer}/.well-known/openid-configuration`);
  const codeVerifier = randomBytes(32).toString('base64url');
  const url = new URL(configuration.authorization_endpoint as string);
  url.search = String(
    new URLSearchParams({
      client_id: clientId,
      redirect_uri: redirectUri,
      response_type: 'code',
      scope: 'openid email profile',
      code_challenge: createHash('sha256').update(codeVerifier).digest('base64url'),
      code_challenge_method: 'S256',
    }),
  );
  const code = await fetchCode(url, request);
  const tokens = await fetchJson(configuration.token_endpoint as string, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: clientId,
      redirect_uri: redirectUri,
      code,
      code_verifier: codeVerifier,
    }),
  });
  return {
    accessToken: tokens.access_token as string,
    idToken: tokens.id_token as string,
    refreshToken: tokens.refresh_token as string,
    expiresInS: tokens.expires_in as number,
  };
}

/** Follows the redirects to the client, and submits the sign-in form on the way. */
async function fetchCode(start: URL, { redirectUri, username }: TokenRequest): Promise<string> {
  const cookies = new Map<string, string>();
  let url = start;
  let body: URLSearchParams | null = null;
  for (let count = 0; count < MAX_REDIRECTS; count++) {
    const headers = { cookie: [...cookies].map((pair) => pair.join('=')).join('; ') };
    const method = body === null ? 'GET' : 'POST';
    const response = await fetch(url, { method, body, headers, redirect: 'manual' });
    storeCookies(cookies, response.headers.getSetCookie());
    const location = response.headers.get('location');
    if (location === null && (!response.ok || body !== null)) throw await toSignInError(response);
    body = location === null ? new URLSearchParams({ user: username }) : null;
    url = new URL(location ?? url, url);
    if (`${url.origin}${url.pathname}` === redirectUri) return codeOf(url);
  }
  throw new SignInError(`Expected a code of ${start.origin} but received only redirects`);
}

function storeCookies(cookies: Map<string, string>, lines: readonly string[]): void {
  for (const line of lines) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    if (value === '') cookies.delete(name);
    else cookies.set(name, value);
  }
}

function codeOf(url: URL): string {
  const code = url.searchParams.get('code');
  if (code !== null) return code;
  throw new SignInError(`Expected a code but received ${url.searchParams}`);
}

async function fetchJson(url: string, init?: RequestInit): Promise<Record<string, unknown>> {
  const response = await fetch(url, init);
  if (!response.ok) throw await toSignInError(response);
  return (await response.json()) as Record<string, unknown>;
}

async function toSignInError(response: Response): Promise<SignInError> {
  const text = (await response.text()).replace(/^[^]*<body>|<[^>]+>/g, ' ').trim();
  return new SignInError(`Expected a sign-in but received ${response.status}: ${text}`);
}
